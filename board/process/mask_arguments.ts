import { isSecret, MASK, maskSecrets } from "./mask_secrets.ts";

/** An option or an assignment with its value: `--api-key=…`, `API_KEY=…`, `+model.token=…`. */
const ASSIGNMENT = /^([-+~/@]*[\p{L}_][\p{L}\d_.:[\]-]*?)=([\s\S]*)$/u;
/** An option whose value is the next argument. */
const OPTION = /^(?:--?|\/)([\p{L}_][\p{L}\d_.-]*)$/u;
/** Options that take a user, and may take a password with it. */
const USER_OPTION = /^(u|user|userpwd|login)$/i;

/** An argument of more characters than that is not searched, and not kept. */
const MAX_LENGTH = 16_384;

/**
 * The arguments of a script as they may be kept: what looks like a secret is `***`.
 *
 * An argument that follows an option of a secret's name is taken for its value, unless it begins
 * like an option itself.
 */
export function maskArguments(args: readonly string[]): string[] {
  return args.map((argument, index) => {
    if (argument.length > MAX_LENGTH) return `${MASK} (${argument.length} characters)`;
    const [, option = ""] = OPTION.exec(args[index - 1] ?? "") ?? [];
    const isValue = option !== "" && !/^--|^-\p{L}$/u.test(argument);
    if (isValue && isSecret(option, argument)) return MASK;
    if (isValue && USER_OPTION.test(option)) return maskPassword(argument);
    const [, name = "", value = ""] = ASSIGNMENT.exec(argument) ?? [];
    if (name === "" || value === "") return maskSecrets(argument);
    if (isSecret(name, value)) return `${name}=${MASK}`;
    if (USER_OPTION.test(name.replace(/^-+/, ""))) return `${name}=${maskPassword(value)}`;
    return `${name}=${maskSecrets(value)}`;
  });
}

/** `name:password`, as curl takes it. */
function maskPassword(user: string): string {
  const end = user.indexOf(":");
  return end < 0 || user.includes("://") ? maskSecrets(user) : `${user.slice(0, end)}:${MASK}`;
}
