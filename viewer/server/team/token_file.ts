import type { OwnFolder } from "../../../reader/summaries/own_folder.ts";
import { messageOf } from "../../../system/message_of.ts";
import type { Person } from "../../protocol/api.ts";
import { isSameHash, secretHash } from "../http/secrets.ts";
import { ROLES } from "./roles.ts";

const FILE = "tokens.json";
/** 32 random bytes: nobody guesses one, so that its hash needs no salt and no slowness. */
const SECRET = /^kobo_[\w-]{43}$/;
const NAME = /^[A-Za-z0-9][\w.@+-]{0,63}$/;

/** A token, as much as the server keeps of it. */
export interface TokenInfo extends Person {
  /** When it was made, ISO 8601. */
  createdAt: string;
  /** Until when it is good, ISO 8601; `null` for ever. */
  expiresAt: string | null;
}

/** A token with its hash. */
export interface StoredToken extends TokenInfo {
  /** The SHA-256 of the secret, hex. */
  hash: string;
}

/**
 * The tokens of a team, in `<baseDir>/.kobo/tokens.json`, which only its owner may read:
 *
 * ```json
 * { "version": 1, "tokens": [{ "name": "ann", "role": "writer", "hash": "…", "created_at": "…", "expires_at": null }] }
 * ```
 *
 * Only hashes are kept: who reads the file cannot log in with it. `kobo token` changes it while the
 * server runs, under a lock; the server reads it again whenever it has changed.
 */
export class TokenFile {
  readonly #own: OwnFolder;
  #identity = "";
  #tokens: readonly StoredToken[] = [];
  #problem: string | undefined;

  /** The tokens in the viewer's own folder; none are read yet. */
  constructor(own: OwnFolder) {
    this.#own = own;
  }

  /** Why nobody is known, in plain words; `undefined` where the file can be read, or is not there. */
  get problem(): string | undefined {
    this.#refresh();
    return this.#problem;
  }

  /** All tokens, also those that are no longer good. @throws {Error} If the file cannot be read. */
  list(): TokenInfo[] {
    return this.#read().map(({ hash: _, ...info }) => info);
  }

  /**
   * Makes a token.
   *
   * @returns The secret, which is kept nowhere.
   * @throws {TypeError} If the name is none.
   * @throws {Error} If somebody of the name has a token that is good, or the file cannot be written.
   */
  create({ name, role }: Person, expiresAt: Date | null): string {
    if (!NAME.test(name)) {
      throw new TypeError(
        `Cannot make a token: expected a name of 1 to 64 letters, digits and . _ @ + -, received ${
          JSON.stringify(name)
        }`,
      );
    }
    const bytes = crypto.getRandomValues(new Uint8Array(32));
    const secret = `kobo_${bytes.toBase64({ alphabet: "base64url", omitPadding: true })}`;
    const created: StoredToken = {
      name,
      role,
      hash: secretHash(secret),
      createdAt: new Date().toISOString(),
      expiresAt: expiresAt?.toISOString() ?? null,
    };
    this.#change((tokens) => {
      const before = tokens.find((token) => isSameName(token.name, name));
      if (before !== undefined && isGood(before)) {
        throw new Error(
          `Cannot make a token for ${name}: there is one for ${before.name} already; ` +
            `kobo token revoke ${before.name} ends it`,
        );
      }
      return [...tokens.filter((token) => token !== before), created];
    });
    return secret;
  }

  /** Ends the token of a name, at once. @throws {Error} If there is none. */
  revoke(name: string): TokenInfo {
    let revoked: StoredToken | undefined;
    this.#change((tokens) => {
      revoked = tokens.find((token) => isSameName(token.name, name));
      if (revoked === undefined) {
        const known = tokens.map((token) => token.name).join(", ") || "nobody";
        throw new Error(`Cannot revoke the token of ${name}: there are tokens of ${known}`);
      }
      return tokens.filter((token) => token !== revoked);
    });
    const { hash: _, ...info } = revoked!; // Else the change has thrown.
    return info;
  }

  /** Whose secret this is; `undefined` where it is nobody's, or no longer good. */
  find(secret: string): StoredToken | undefined {
    return SECRET.test(secret) ? this.findByHash(secretHash(secret)) : undefined;
  }

  /** The token of a hash, as long as it is good. */
  findByHash(hash: string): StoredToken | undefined {
    this.#refresh();
    let found: StoredToken | undefined;
    // All are compared, each in the same time: how long it takes tells nothing of a hash.
    for (const token of this.#tokens) {
      if (isSameHash(token.hash, hash)) found = token;
    }
    return found !== undefined && isGood(found) ? found : undefined;
  }

  #refresh(): void {
    const identity = this.#own.identity(FILE);
    if (identity === this.#identity) return;
    this.#identity = identity;
    try {
      this.#tokens = this.#read();
      this.#problem = undefined;
    } catch (error) {
      this.#identity = ""; // It is read again: the disk may have failed for a moment.
      this.#tokens = [];
      this.#problem = messageOf(error);
    }
  }

  #read(): StoredToken[] {
    try {
      return parse(this.#own.read(FILE));
    } catch (cause) {
      const reason = (cause as Error).message;
      throw new Error(`Cannot read ${this.#own.path(FILE)}: ${reason}`, { cause });
    }
  }

  #change(change: (tokens: readonly StoredToken[]) => readonly StoredToken[]): void {
    this.#own.whileLocked(FILE, () => {
      const tokens = change(this.#read()).map(({ name, role, hash, createdAt, expiresAt }) => ({
        name,
        role,
        hash,
        created_at: createdAt,
        expires_at: expiresAt,
      }));
      this.#own.writeSecret(FILE, `${JSON.stringify({ version: 1, tokens }, null, 2)}\n`);
    });
  }
}

/** Whether a token is good now. */
export function isGood({ expiresAt }: Pick<TokenInfo, "expiresAt">): boolean {
  return expiresAt === null || Date.parse(expiresAt) > Date.now();
}

/** Names that differ in their case alone are taken for each other by people. */
function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function parse(text: string | undefined): StoredToken[] {
  if (text === undefined) return [];
  let content: { version?: unknown; tokens?: unknown } | null;
  try {
    content = JSON.parse(text);
  } catch {
    throw new Error("it is not JSON");
  }
  if (content?.version !== 1 || !Array.isArray(content.tokens)) {
    throw new Error("it is not of version 1");
  }
  return content.tokens.map(toToken);
}

function toToken(value: unknown): StoredToken {
  const { name, role, hash, created_at, expires_at } = Object(value);
  const known = ROLES.find((known) => known === role);
  const isDate = (text: unknown) => typeof text === "string" && !Number.isNaN(Date.parse(text));
  const isToken = typeof name === "string" && NAME.test(name) && known !== undefined &&
    typeof hash === "string" && /^[0-9a-f]{64}$/.test(hash) && isDate(created_at) &&
    (expires_at === null || isDate(expires_at));
  if (!isToken) throw new Error("a token in it is none");
  return { name, role: known, hash, createdAt: created_at, expiresAt: expires_at };
}
