/**
 * Masks what looks like a secret in a text that is kept about a run. It is a rule, not a promise: it
 * knows names and forms, and a secret that has neither is not seen. docs/logging.md has the rule for
 * users. Where it is in doubt it masks: a lost argument is a nuisance, a kept key is a leak.
 *
 * @module
 */

/** What stands in place of a secret. */
export const MASK = "***";

/** A name with one of these in it, without its separators, is that of a secret. */
const SECRET_PARTS =
  /passw|passphrase|passcode|secret|credential|(api|access|private|signing|encryption|master)keys?|bearer|webhook/;
/** So is one with one of these words. */
const SECRET_WORDS = new Set(
  ("auth authorization authentication pass pwd passwd pw cred creds jwt cookie cookies sig " +
    "signature otp pat dsn").split(" "),
);
/** And one with such a word, but these have other meanings too: `--max-tokens=512`, `--key-dim=64`. */
const SHARED_WORDS = /(token|tokens|pwd)$|^keys?$/;
/** A name that ends with one of these is that of a place or a limit: `--token-file=…`. */
const HARMLESS_ENDS = new Set("file path dir folder length limit count size type".split(" "));
const NUMBER = /^-?\d[\d_.]*(e[+-]?\d+)?[kmb]?$/i;

/** Whether a value of this name is taken for a secret: `--api-key`, `HF_TOKEN`, `dbPassword`. */
export function isSecret(name: string, value: string): boolean {
  const words = name.replace(/([a-z\d])([A-Z])/g, "$1 $2").toLowerCase()
    .split(/[^\p{L}\d]+/u).filter((word) => word !== "");
  const last = words.at(-1) ?? "";
  if (HARMLESS_ENDS.has(last)) return false;
  if (SECRET_PARTS.test(words.join("")) || words.some((word) => SECRET_WORDS.has(word))) {
    return true;
  }
  const shared = words.filter((word) => SHARED_WORDS.test(word));
  if (shared.length === 0) return false;
  const isQuantity = !shared.includes(last) || shared.some((word) => word.endsWith("s"));
  return !(isQuantity && NUMBER.test(value));
}

/** The text with `***` in place of what looks like a secret. */
export function maskSecrets(text: string): string {
  let masked = "";
  let end = 0;
  for (const { 0: address, index } of text.matchAll(ADDRESS)) {
    masked += maskWords(text.slice(end, index)) + maskAddress(address);
    end = index + address.length;
  }
  return masked + maskWords(text.slice(end));
}

/** An address with a scheme: all up to a space or a quote. */
const ADDRESS = /(?<![a-z\d+.-])[a-z][a-z\d+.-]*:\/\/[^\s"'`<>]*/gi;

/** Addresses that are a secret as a whole: who knows them may post, or act as the bot. */
const SECRET_ADDRESSES =
  /(hooks\.slack\.com\/(?:services|workflows|triggers)\/|discord(?:app)?\.com\/api\/webhooks\/|api\.telegram\.org\/bot)[^?#]+/i;

function maskAddress(address: string): string {
  const [, scheme = "", rest = ""] = /^([^:]*:\/\/)(.*)$/s.exec(address) ?? [];
  const masked = maskUser(rest).replace(SECRET_ADDRESSES, `$1${MASK}`);
  const query = masked.replaceAll(
    /([?&;#])([^=&;#?]+)=([^&;#]*)/g,
    (pair, separator, name, value) =>
      isSecret(decode(name), value) ? `${separator}${name}=${MASK}` : pair,
  );
  return scheme + maskForms(query);
}

/** Before the host, a user's name can be a token too. */
function maskUser(rest: string): string {
  const end = /[/?#]|$/.exec(rest)?.index ?? rest.length;
  const authority = rest.slice(0, end);
  // A password with a slash in it ends the host's part too early: "me:a/b@host".
  const isCut = !authority.includes("@") && /:(?!\d*$)(?!.*\])/.test(authority);
  const at = isCut ? rest.lastIndexOf("@") : authority.lastIndexOf("@");
  return at < 0 ? rest : `${MASK}${rest.slice(at)}`;
}

/** The name of a value: that of `key=value`, `"key": "value"`, `Authorization: Bearer value`. */
const NAME = /(?<![\p{L}\d_.\\-])(\\*["']?)([\p{L}\d_.-]+)\1\s{0,9}[:=]\s{0,9}/gu;
/** What follows it: a text in quotes, or all up to a space or a bracket. */
const VALUE =
  /"(?:[^"\\]|\\.)*(?:"|$)|'(?:[^'\\]|\\.)*(?:'|$)|\\+(["']).*?(?:\\+\1|$)|(?:(?:bearer|basic|token|digest)\s{1,9})?[^\s"'}\]]+/isuy;
/** `user:password@host`, as git and scp take it. */
const USER_AT_HOST =
  /(?<![^\s"'=])(?!(?:npm|jsr|node):)[^\s:@/"'=]+:[^\s"'@/][^\s"'@]*@(?=[\w.-]+)/g;
const SCHEMES = /\b(bearer|basic|digest)(\s+)([\w.~+/=-]{6,})/gi;

function maskWords(text: string): string {
  const named = maskNamed(text).replaceAll(USER_AT_HOST, `${MASK}@`);
  return maskForms(named.replaceAll(SCHEMES, `$1$2${MASK}`));
}

function maskNamed(text: string): string {
  let masked = "";
  let end = 0;
  for (const { 0: { length }, 2: name = "", index } of text.matchAll(NAME)) {
    // A name within the value of another one: the other one's is masked, or is to be searched.
    if (index < end || !isSecret(name, "")) continue;
    VALUE.lastIndex = index + length;
    const value = VALUE.exec(text)?.[0] ?? "";
    const quote = /^\\*["']/.exec(value)?.[0] ?? "";
    const bare = value.slice(quote.length, value.length - quote.length);
    if (bare === "" || !isSecret(name, bare)) continue;
    masked += `${text.slice(end, index + length)}${quote}${MASK}${quote}`;
    end = index + length + value.length;
  }
  return masked + text.slice(end);
}

/** Keys of well-known services, JSON Web Tokens, and private keys, wherever they stand. */
const FORMS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*/g,
  /\beyJ[\w-]{5,}\.[\w-]+(\.[\w-]*)*/g,
  /\b(gh[opsur]_|github_pat_|glpat-|xox[a-z]-|xapp-|dop_v1_|shpat_|nvapi-|dckr_pat_)[\w-]{4,}/g,
  /(?<![\w-])((sk|pk|rk)[-_]|hf_|r8_|gsk_|rpa_|npm_|wandb_v1_|lin_api_|pypi-|secret_)(?=[\w-]*[\dA-Z])[\w-]{8,}/g,
  /\b(AKIA|ASIA|AROA|AIDA)[A-Z\d]{8,}\b/g,
  /\bAIza[\w-]{20,}/g,
  /\bya29\.[\w-]+/g,
  /\bSG\.[\w-]{8,}\.[\w-]{8,}/g,
];

function maskForms(text: string): string {
  return FORMS.reduce((masked, form) => masked.replaceAll(form, MASK), text);
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
