import { secretHash } from "../http/secrets.ts";
import type { StoredToken, TokenFile } from "./token_file.ts";

/** A browser is logged in for so long at most. */
const LIFETIME_MS = 30 * 24 * 3_600_000;
/** As many as a team's browsers will ever be; beyond, the oldest ends. */
const MAX_SESSIONS = 10_000;
/** A person has a few browsers; who logs in again and again puts nobody else out. */
const MAX_SESSIONS_PER_TOKEN = 100;

/** A browser that is logged in. */
export interface Session {
  /** Whose it is. */
  token: StoredToken;
  /** What our page sends with each change: a foreign page cannot read it. */
  pageToken: string;
}

interface KeptSession {
  tokenHash: string;
  pageToken: string;
  endsAt: number;
}

/**
 * The browsers that are logged in. They are known until the server ends, the token is revoked or no
 * longer good, or 30 days have passed. Of what their cookies have, only the hash is kept.
 */
export class Sessions {
  readonly #tokens: TokenFile;
  readonly #sessions = new Map<string, KeptSession>();

  /** Nobody is logged in yet. */
  constructor(tokens: TokenFile) {
    this.#tokens = tokens;
  }

  /** Logs a browser in. @returns What its cookie is to have. */
  begin({ hash }: StoredToken): string {
    const secret = newSecret();
    this.#sessions.set(secretHash(secret), {
      tokenHash: hash,
      pageToken: newSecret(),
      endsAt: Date.now() + LIFETIME_MS,
    });
    const own = [...this.#sessions].filter(([, kept]) => kept.tokenHash === hash);
    const [[oldestOwn] = [""]] = own;
    if (own.length > MAX_SESSIONS_PER_TOKEN) this.#sessions.delete(oldestOwn);
    for (const oldest of this.#sessions.keys()) {
      if (this.#sessions.size <= MAX_SESSIONS) break;
      this.#sessions.delete(oldest);
    }
    return secret;
  }

  /** The session of a cookie; `undefined` where it is none, or has ended. */
  find(secret: string): Session | undefined {
    const key = secretHash(secret);
    const kept = this.#sessions.get(key);
    if (kept === undefined) return undefined;
    if (kept.endsAt <= Date.now()) {
      this.#sessions.delete(key);
      return undefined;
    }
    // One whose token cannot be read at this moment stays.
    const token = this.#tokens.findByHash(kept.tokenHash);
    return token && { token, pageToken: kept.pageToken };
  }

  /** Logs a browser out. */
  end(secret: string): void {
    this.#sessions.delete(secretHash(secret));
  }
}

function newSecret(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toHex();
}
