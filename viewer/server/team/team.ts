import { join } from "@std/path";
import { attempt } from "../../../system/attempt.ts";
import { exists } from "../../../system/exists.ts";
import { TOKEN_HEADER } from "../../protocol/token_header.ts";
import type { Person, Role } from "../../protocol/api.ts";
import { isAtLeast } from "./roles.ts";
import type { OwnFolder } from "../../../reader/summaries/own_folder.ts";
import { clientKey } from "../http/client_key.ts";
import { RequestError } from "../http/request_error.ts";
import type { Arrival } from "../http/site.ts";
import { Limiter } from "../http/limiter.ts";
import type { AuditedAct } from "./audit_entry.ts";
import { AuditLog } from "./audit_log.ts";
import { BoardOwners } from "./board_owners.ts";
import { BoardsInWork } from "./boards_in_work.ts";
import { PersonStore } from "./person_store.ts";
import { RequestRate } from "./request_rate.ts";
import { StorageQuota } from "./storage_quota.ts";
import { isSameSecret } from "../http/secrets.ts";
import { Sessions } from "./sessions.ts";
import { type StoredToken, TokenFile } from "./token_file.ts";

/** So many objects of a person come and go at a time, and so many more wait. */
const MAX_TRANSFERS = 16;
const MAX_WAITING_TRANSFERS = 1000;
/** That somebody sends a board is written down once an hour: a run that goes on is sent all the time. */
const HOUR_MS = 3_600_000;
const MAX_KNOWN = 100_000;
/** How often an address may try to log in in vain. */
const FAILURES_PER_MINUTE = 60;

/** What a {@linkcode Team} needs to know of its server. */
export interface TeamOptions {
  own: OwnFolder;
  /** The folder of all boards. */
  baseDir: string;
  /** How much the boards of each person may take. */
  quotaBytes: number;
  /** How many requests each may send a minute. */
  requestsPerMinute: number;
  /** The name of the cookie of a browser that is logged in. */
  cookieName: string;
  /** The path that the cookie is for. */
  cookiePath: string;
  /** Receives problems. */
  log: (message: string) => void;
}

/** The people of a server for several: who they are, what they may do, what they did. */
export class Team {
  /** Who did what. */
  readonly audit: AuditLog;
  /** Whose boards are whose. */
  readonly owners: BoardOwners;
  /** What the boards of each may take. */
  readonly quota: StorageQuota;
  readonly #rate: RequestRate;
  readonly #failures = new RequestRate(FAILURES_PER_MINUTE, Date.now, "attempts to log in");
  readonly #transfers = new Map<string, Limiter>();
  readonly #inWork = new BoardsInWork();
  /** When something was last written down that happens often, by person and board. */
  readonly #writtenAt = new Map<string, number>();
  readonly #options: TeamOptions;
  readonly #tokens: TokenFile;
  readonly #sessions: Sessions;

  /** A team; who is in it says the folder's file of tokens, at each request. */
  constructor(options: TeamOptions) {
    this.#options = options;
    this.#tokens = new TokenFile(options.own);
    this.#sessions = new Sessions(this.#tokens);
    this.audit = new AuditLog(options.own, options.log);
    this.owners = new BoardOwners(options.own);
    this.quota = new StorageQuota(options.quotaBytes, options.baseDir, this.owners);
    this.#rate = new RequestRate(options.requestsPerMinute);
  }

  /** Why nobody gets in, in plain words; `undefined` where somebody may. */
  get problem(): string | undefined {
    if (this.#tokens.problem !== undefined) return this.#tokens.problem;
    return this.#tokens.list().length > 0
      ? undefined
      : `Nobody can log in yet: kobo --dir ${this.#options.baseDir} token create NAME --role admin ` +
        "makes a token";
  }

  /**
   * Lets a request in.
   *
   * @param needed What its route needs.
   * @param isChange Whether it needs what only our own page or a program of the person has.
   * @throws {RequestError} `sign_in` or `forbidden`.
   */
  admit(
    request: Request,
    { client }: Arrival,
    needed: Role,
    isChange: boolean,
  ): Person {
    const found = this.#find(request);
    if (found === undefined) {
      // Without any token it is a page whose session has ended, or somebody's first look.
      const hasToken = request.headers.has("authorization");
      if (hasToken) this.#refuse(null, client, "an unknown token");
      throw new RequestError(
        "sign_in",
        hasToken
          ? "This server does not know that token: it is another server's, was revoked, or its time " +
            "is over; the admin makes a new one by kobo token create"
          : "Log in first: this server needs a token, which its admin makes by kobo token create",
      );
    }
    const { token: { name, role }, pageToken } = found;
    this.#rate.take(name);
    if (pageToken !== undefined && isChange) {
      const sent = request.headers.get(TOKEN_HEADER);
      if (sent === null || !isSameSecret(sent, pageToken)) {
        throw new RequestError(
          "forbidden",
          `Cannot do this without the token of the page, in the header ${TOKEN_HEADER}: reload the page`,
        );
      }
    }
    if (!isAtLeast(role, needed)) {
      this.#refuse(name, client, `${request.method} needs ${needed}`);
      throw new RequestError(
        "forbidden",
        `Cannot do this as ${name}, whose token has the role ${role}: it needs the role ${needed}`,
      );
    }
    return { name, role };
  }

  /** Whether whoever has sent a request is still known: its token may be revoked since. */
  knows(request: Request): boolean {
    return this.#find(request) !== undefined;
  }

  /** Who has sent a request that anybody may send; `undefined` where that is nobody known. */
  nameOf(request: Request): string | undefined {
    return this.#find(request)?.token.name;
  }

  /**
   * Checks that somebody may change a board: an admin any, a writer its own.
   *
   * @throws {RequestError} `forbidden`.
   */
  checkMayChange({ name, role }: Person, boardId: string, { client }: Arrival): void {
    if (role === "admin" || this.owners.isOf(boardId, name)) return;
    this.#refuse(name, client, "the board is another's", boardId);
    const owner = this.owners.of(boardId) ?? "nobody: it was not sent here";
    throw new RequestError(
      "forbidden",
      `Cannot change the board ${boardId} as ${name}: it belongs to ${owner}; an admin may change it`,
    );
  }

  /**
   * Does something with the folder of boards as somebody's store.
   *
   * @throws {RequestError} `busy` where the person does too much at once, and what the work throws.
   */
  async withStore<Result>(
    person: Person,
    { baseDir, request, arrival: { client } }: {
      baseDir: string;
      request: Request;
      arrival: Arrival;
    },
    work: (store: PersonStore) => Promise<Result>,
  ): Promise<Result> {
    const { owners, quota } = this;
    const inWork = this.#inWork;
    const isKnown = () => this.knows(request);
    const audit = (what: AuditedAct, board: string, detail?: string) => {
      if (what === "send_board" && !this.#isFirstInHour(`${person.name}/${board}`)) return;
      this.audit.add({ who: person.name, what, from: client, board, detail });
    };
    const shared = { owners, quota, inWork, audit };
    using store = new PersonStore({ baseDir, person, isKnown, ...shared });
    const limiter = this.#transfers.get(person.name) ??
      new Limiter(MAX_TRANSFERS, MAX_WAITING_TRANSFERS);
    this.#transfers.set(person.name, limiter);
    return await limiter.run(() => work(store));
  }

  /**
   * Deletes a board by some work: what is on its way to it meanwhile is refused, and then it is
   * nobody's.
   */
  async whileDeleting(boardId: string, work: () => Promise<void>): Promise<void> {
    using _ = this.#inWork.delete(boardId);
    try {
      await work();
    } finally {
      if (!exists(join(this.#options.baseDir, boardId))) attempt(() => this.#forget(boardId));
    }
  }

  #forget(boardId: string): void {
    const owner = this.owners.of(boardId);
    if (owner === undefined) return;
    this.owners.remove(boardId);
    this.quota.forget(owner);
  }

  /** What our page is to send with changes; empty where nobody is logged in. */
  pageTokenFor(request: Request): string {
    const cookie = this.#cookie(request);
    return cookie === undefined ? "" : this.#sessions.find(cookie)?.pageToken ?? "";
  }

  /**
   * Logs a browser in.
   *
   * @returns The header that sets its cookie.
   * @throws {RequestError} `sign_in` if the token is nobody's, `busy` if that was tried too often.
   */
  logIn(secret: string, { client, isSecure }: Arrival): { person: Person; setCookie: string } {
    const token = this.#tokens.find(secret.trim());
    if (token === undefined) {
      this.#refuse(null, client, "an unknown token");
      this.#failures.take(clientKey(client));
      throw new RequestError(
        "sign_in",
        "This token is not known: it is mistyped, has expired or was revoked",
      );
    }
    const { name, role } = token;
    // A good token always gets in, however often others at the same address have tried in vain.
    this.#rate.take(name);
    this.audit.add({ who: name, what: "log_in", from: client });
    return {
      person: { name, role },
      setCookie: this.#setCookie(this.#sessions.begin(token), isSecure),
    };
  }

  /** Logs a browser out. @returns The header that removes its cookie. */
  logOut(request: Request, { client, isSecure }: Arrival): string {
    const cookie = this.#cookie(request);
    const session = cookie === undefined ? undefined : this.#sessions.find(cookie);
    if (cookie !== undefined) this.#sessions.end(cookie);
    if (session !== undefined) {
      this.audit.add({ who: session.token.name, what: "log_out", from: client });
    }
    return `${this.#setCookie("", isSecure)}; Max-Age=0`;
  }

  #isFirstInHour(key: string): boolean {
    const now = Date.now();
    if (now - (this.#writtenAt.get(key) ?? -Infinity) < HOUR_MS) return false;
    if (this.#writtenAt.size >= MAX_KNOWN) this.#writtenAt.clear();
    this.#writtenAt.set(key, now);
    return true;
  }

  #refuse(who: string | null, from: string, detail: string, board?: string): void {
    this.audit.add({ who, what: "refused", from, board, detail });
  }

  #find(request: Request): { token: StoredToken; pageToken?: string } | undefined {
    const authorization = request.headers.get("authorization");
    if (authorization !== null) {
      const [, secret] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
      const token = secret === undefined ? undefined : this.#tokens.find(secret);
      return token && { token };
    }
    const cookie = this.#cookie(request);
    return cookie === undefined ? undefined : this.#sessions.find(cookie);
  }

  #cookie(request: Request): string | undefined {
    const prefix = `${this.#options.cookieName}=`;
    return request.headers.get("cookie")?.split(";").map((part) => part.trim())
      .find((part) => part.startsWith(prefix))?.slice(prefix.length);
  }

  #setCookie(value: string, isSecure: boolean): string {
    const { cookieName, cookiePath } = this.#options;
    return `${cookieName}=${value}; Path=${cookiePath}; HttpOnly; SameSite=Strict` +
      (isSecure ? "; Secure" : "");
  }
}
