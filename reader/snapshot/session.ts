import { BoardAccess, type BoardSnapshot, type FilesFormat, UNREADABLE } from "./board_access.ts";
import { FilesChangedError } from "./board_files.ts";
import { TABLE_NAMES } from "../../format/tables.ts";
import type { QueryCancellation } from "../query/query_cancellation.ts";
import { SandboxedDuckDb, type SandboxSettings } from "../query/sandboxed_duckdb.ts";
import { BoardReadError, QueryError } from "../errors.ts";
import { KnownDamage } from "./known_damage.ts";
import { isRemote, NETWORK_EXTENSION, RemoteAccess } from "./remote.ts";
import type { OpenOptions } from "../open_options.ts";

/** Files that change under a query are asked again, for this long and so often at least. */
const RETRY_MS = 10_000;
const MIN_ATTEMPTS = 5;

/** A board of a {@linkcode Session}. */
export interface SessionBoard {
  /** Its folder, absolute. */
  boardDir: string;
  /** What its files are of. */
  format: FilesFormat;
}

/** What a {@linkcode Session} does besides what is usual. */
export interface SessionSettings extends Partial<SandboxSettings> {
  /** Whether the files of runs that were cut off are read to their end once. Default: `true`. */
  verify?: boolean;
  /** Whether a board that cannot be read is left out. Default: where there is not exactly one. */
  many?: boolean;
}

/** Some boards and the DuckDB that they are asked by: one query at a time. */
export class Session {
  readonly #boards: readonly SessionBoard[];
  readonly #settings: SandboxSettings;
  readonly #busyTimeoutMs: number;
  readonly #verify: boolean;
  readonly #many: boolean;
  /** What is known to be damaged, by place. */
  readonly #damage: readonly KnownDamage[];
  /** Why boards could not be opened the last time, by place. */
  readonly #failures: (string | undefined)[] = [];
  #engine?: SandboxedDuckDb;
  #accesses: (BoardAccess | RemoteAccess)[] = [];
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** Starts nothing yet. */
  constructor(
    boards: readonly SessionBoard[],
    options: OpenOptions = {},
    { verify = true, many = boards.length !== 1, ...more }: SessionSettings = {},
  ) {
    this.#boards = boards;
    this.#damage = boards.map(() => new KnownDamage());
    this.#verify = verify;
    this.#many = many;
    this.#busyTimeoutMs = options.busyTimeoutMs ?? 10_000;
    this.#settings = {
      directories: boards.map(({ boardDir }) => `${boardDir}/data`),
      files: boards.flatMap(({ boardDir }) => walPathsOf(boardDir)),
      extensions: boards.some(({ boardDir }) => isRemote(boardDir)) ? [NETWORK_EXTENSION] : [],
      memoryLimitBytes: options.memoryLimitBytes,
      ...more,
    };
  }

  /** What of a board is damaged, as of the last look. */
  problems(index = 0): string[] {
    const failure = this.#failures[index];
    const problems = this.#accesses[index]?.problems ?? [];
    return failure === undefined || problems.includes(failure) ? [...problems] : [failure];
  }

  /**
   * Does some work on the tables of boards, as they are at one moment. It is
   * done again where they changed under it.
   *
   * @param work Gets, in the order of `places`, the tables of each; of several
   * boards those that cannot be read are `undefined`.
   * @param places Of which boards.
   */
  withSnapshot<T>(
    work: Work<T>,
    cancellation?: QueryCancellation,
    places: readonly number[] = [...this.#boards.keys()],
  ): Promise<T> {
    const result = this.#turn.then(async () => {
      const deadline = performance.now() + RETRY_MS;
      for (let attempt = 1;; attempt++) {
        cancellation?.check();
        if (this.#closed) throw new BoardReadError("Cannot read a board that was closed");
        const { again, isSuspect, value, error } = await this.#once(work, places);
        if (error === undefined) return value as T;
        const isLate = attempt >= MIN_ATTEMPTS && performance.now() > deadline;
        const isFound = isSuspect && await this.#findDamage(places, cancellation);
        if (!(again || isFound) || isLate) throw isSuspect ? this.#explain(error, places) : error;
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 5 * attempt));
      }
    });
    this.#turn = result.catch(() => {});
    return result;
  }

  /** Waits for the query that runs, and ends. Safe to call twice. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#turn;
    this.#stop();
  }

  async #once<T>(
    work: Work<T>,
    places: readonly number[],
  ): Promise<{ again?: boolean; isSuspect?: boolean; value?: T; error?: unknown }> {
    let engine: SandboxedDuckDb;
    try {
      engine = await this.#start();
    } catch (cause) {
      if (cause instanceof BoardReadError) return { error: cause };
      return { error: new BoardReadError(`Cannot start DuckDB: ${messageOf(cause)}`, { cause }) };
    }
    const tables: (BoardSnapshot | undefined)[] = [];
    const haveChanged = () => tables.some((one) => one?.hasChanged());
    try {
      // All sessions take files in one order, so that none waits for another in a circle.
      for (const place of [...places].sort((a, b) => this.#compare(a, b))) {
        tables[places.indexOf(place)] = await this.#open(place);
      }
      const value = await work(tables, engine);
      if (!haveChanged()) return { value };
      return { again: true, error: new BoardReadError("The board's files change too fast") };
    } catch (error) {
      if (error instanceof FilesChangedError || haveChanged()) {
        const message = `Cannot read the board: its files keep changing (${messageOf(error)})`;
        return { again: true, error: new BoardReadError(message, { cause: error }) };
      }
      return this.#judge(error);
    } finally {
      for (const one of tables) await one?.close().catch(() => this.#stop());
    }
  }

  #compare(a: number, b: number): number {
    return this.#boards[a].boardDir < this.#boards[b].boardDir ? -1 : 1;
  }

  async #open(place: number): Promise<BoardSnapshot | undefined> {
    this.#failures[place] = undefined;
    try {
      return await this.#accesses[place].open();
    } catch (error) {
      if (!(error instanceof BoardReadError)) throw error;
      this.#failures[place] = error.message;
      // One of many that cannot be read is left out, and named.
      if (!this.#many) throw error;
    }
  }

  /** What to say of an error, and whether files that are damaged may be behind it. */
  #judge(error: unknown): { isSuspect?: boolean; error: unknown } {
    const message = messageOf(error);
    const isOurs = error instanceof BoardReadError ||
      (error instanceof QueryError && error.kind !== "failed");
    if (isOurs) return { error };
    const [, unreadable] = UNREADABLE_TABLE.exec(message) ?? [];
    if (unreadable !== undefined) {
      return { error: new BoardReadError(unreadable, { cause: error }) };
    }
    // An instance that met an error of its own answers no more.
    if (OWN_ERROR.test(message)) this.#stop();
    return { isSuspect: DAMAGE.test(message), error };
  }

  /** What looks like damage, and was not found: a query's own error is left as it is. */
  #explain(cause: unknown, places: readonly number[]): unknown {
    const dirs = places.map((place) => this.#boards[place].boardDir);
    if (cause instanceof QueryError && !dirs.some(isRemote)) return cause;
    const which = dirs.length === 1 ? dirs[0] : `one of ${dirs.length} boards`;
    const [reason] = messageOf(cause).split("\n");
    return new BoardReadError(`Cannot read the files of ${which}: ${reason}`, { cause });
  }

  /**
   * Reads all tables of some boards to their end, to find those whose files
   * are damaged. A query can fail with the same words by itself.
   *
   * @returns Whether any was found that was not known.
   */
  async #findDamage(places: readonly number[], cancellation?: QueryCancellation): Promise<boolean> {
    let isFound = false;
    for (const place of places) {
      const { boardDir } = this.#boards[place];
      if (isRemote(boardDir)) continue; // It would be fetched once more, all of it.
      for (const table of TABLE_NAMES) {
        const read: Work<unknown> = async ([tables], engine) => {
          if (tables === undefined || tables.unreadable.has(table)) return;
          await engine.rows(`SELECT bit_xor(hash(COLUMNS(*))) FROM ${tables.relations[table]}`);
        };
        cancellation?.check();
        const { isSuspect, error } = await this.#once(read, [place]);
        if (!isSuspect) continue;
        const reason = `Cannot read the ${table} of ${boardDir}: ${
          messageOf(error).split("\n")[0]
        }`;
        if (this.#accesses[place].noteDamage(table, reason)) isFound = true;
      }
    }
    return isFound;
  }

  async #start(): Promise<SandboxedDuckDb> {
    if (this.#engine !== undefined) return this.#engine;
    const engine = await SandboxedDuckDb.start(this.#settings);
    this.#accesses = this.#boards.map(({ boardDir, format }, index) =>
      new (isRemote(boardDir) ? RemoteAccess : BoardAccess)(engine, boardDir, {
        alias: this.#boards.length === 1 ? "board" : `board_${index}`,
        format,
        busyTimeoutMs: this.#busyTimeoutMs,
        verify: this.#verify,
        damage: this.#damage[index],
      })
    );
    return this.#engine = engine;
  }

  #stop(): void {
    this.#engine?.close();
    this.#engine = undefined;
  }
}

/**
 * Where DuckDB looks for a WAL when a path has a question mark: it takes what
 * is behind that for the query of an address. There is none; its rows are in
 * the journal.
 */
function walPathsOf(boardDir: string): string[] {
  if (!boardDir.includes("?")) return [];
  return ["data", "data/journal/base"].map((dir) =>
    `${boardDir}/${dir}/board.duckdb`.replace("?", ".wal?")
  );
}

/** What is done with tables. */
export type Work<T> = (
  tables: (BoardSnapshot | undefined)[],
  engine: SandboxedDuckDb,
) => Promise<T>;

/** What DuckDB makes of a table that stands for one that cannot be read. */
const UNREADABLE_TABLE = new RegExp(`^Invalid Input Error: ${UNREADABLE}(.*)$`, "s");

/** How DuckDB's errors begin that are its own. */
const OWN_ERROR = /^(INTERNAL|FATAL) Error/;

/**
 * How DuckDB's errors begin that damaged files lead to. What is behind may be
 * a value that was logged, in other kinds of errors too.
 */
const DAMAGE =
  /^((INTERNAL|FATAL|Serialization|Invalid) Error|(IO|Invalid Input) Error: .*(Corrupt|checksum|No magic bytes|TProtocol|Snappy|ecompress|Thrift|not a valid|Failed to read|Could not read enough))/i;

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
