/**
 * Work with snapshots of boards. The file has more than 300 lines because the way in which an
 * attempt ended decides about the next one: both need the same sources and the same DuckDB.
 *
 * @module
 */
import { isFatal, isMaybeDamage } from "../../backends/duckdb/duckdb_errors.ts";
import { readAllSql } from "../../backends/duckdb/verify_sql.ts";
import { TABLE_NAMES, type TableName } from "../../format/tables.ts";
import { forEachParallel } from "../../system/for_each_parallel.ts";
import { processorCount } from "../../system/machine.ts";
import { messageOf } from "../../system/message_of.ts";
import { retryUntil } from "../../system/retry.ts";
import type { QueryCancellation } from "../query/query_cancellation.ts";
import {
  NETWORK_EXTENSION,
  SandboxedDuckDb,
  type SandboxSettings,
} from "../query/sandboxed_duckdb.ts";
import { BoardReadError, QueryError } from "../shared/errors.ts";
import { firstLineOf } from "../shared/first_line.ts";
import { isRemoteAddress } from "../shared/remote_address.ts";
import type { OpenOptions } from "../shared/open_options.ts";
import type { BoardSnapshot } from "./board_snapshot.ts";
import { unreadableReason } from "./empty_table.ts";
import { FilesChangedError } from "./files_changed_error.ts";
import { KnownDamage } from "./known_damage.ts";
import { LocalSnapshotSource } from "./local_snapshot_source.ts";
import { RemoteSnapshotSource } from "./remote_snapshot_source.ts";
import { runCompared } from "./run_compared.ts";
import type { RunnerBoard, RunnerSettings } from "./runner_settings.ts";
import type { SharedDuckDb } from "./shared_duckdb.ts";
import type { SnapshotSource } from "./snapshot_source.ts";
import { walPathsOf } from "./wal_paths.ts";

/** Where rows are: in `live` of a board that a sync has sent, in `rewinding` during a rewind. */
const ROW_FOLDERS = ["data", "live", "rewinding/data"];
/** Where files change during a query, it is repeated for so long, and so often at least. */
const RETRY_MS = 10_000;
const MIN_ATTEMPTS = 5;

/** So many boards are opened side by side: most of the time is DuckDB's, some is that of this thread. */
const OPENED_AT_ONCE = Math.min(4, processorCount() + 1);

/** Some work with the snapshots of boards. */
export type SnapshotWork<T> = (
  /** One per board; `undefined` for a board, one of several, that cannot be read. */
  snapshots: (BoardSnapshot | undefined)[],
  duckdb: SandboxedDuckDb,
) => Promise<T>;

/** How an attempt to do some work ended. */
type Outcome<T> =
  | { kind: "done"; value: T }
  /** Files changed meanwhile. */
  | { kind: "changed"; error: Error }
  /** It failed as damaged files make queries fail. */
  | { kind: "maybe damaged"; error: unknown }
  | { kind: "failed"; error: unknown };

/** Says to `retryUntil()` that another attempt may end otherwise. */
class RetryError extends Error {
  readonly outcome: Outcome<never>;

  constructor(outcome: Outcome<never>) {
    super();
    this.outcome = outcome;
  }
}

/**
 * Runs work with snapshots of some boards, in one DuckDB, one after another.
 * Between two pieces of work it holds no file.
 *
 * Work is repeated where files changed meanwhile, so it must not keep what an
 * earlier attempt read. Where it fails as damaged files make queries fail, all
 * tables are read to find the damaged ones, and it is repeated without these.
 */
export class SnapshotRunner {
  readonly #boards: readonly RunnerBoard[];
  readonly #settings: SandboxSettings;
  readonly #shared?: SharedDuckDb;
  readonly #busyTimeoutMs: number;
  readonly #verify: boolean;
  readonly #many: boolean;
  readonly #tables: readonly TableName[];
  readonly #filesProblem?: string;
  /** The damage that is known of each board. */
  readonly #damage: readonly KnownDamage[];
  /** For each board, why it could not be opened the last time. */
  readonly #failures: (string | undefined)[] = [];
  #duckdb?: SandboxedDuckDb;
  #sources: SnapshotSource[] = [];
  #queue: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** Starts nothing yet. */
  constructor(
    boards: readonly RunnerBoard[],
    options: OpenOptions = {},
    {
      verify = options.verify ?? true,
      many = boards.length !== 1,
      tables = TABLE_NAMES,
      filesProblem,
      shared,
      ...more
    }: RunnerSettings = {},
  ) {
    this.#shared = shared;
    this.#boards = boards;
    this.#damage = boards.map(() => new KnownDamage());
    this.#verify = verify;
    this.#many = many;
    this.#tables = tables;
    this.#filesProblem = filesProblem;
    this.#busyTimeoutMs = options.busyTimeoutMs ?? 10_000;
    this.#settings = {
      directories: boards.flatMap(({ boardDir }) => ROW_FOLDERS.map((dir) => `${boardDir}/${dir}`)),
      files: boards.flatMap(({ boardDir }) => walPathsOf(boardDir)),
      extensions: boards.some(({ boardDir }) => isRemoteAddress(boardDir))
        ? [NETWORK_EXTENSION]
        : [],
      memoryLimitBytes: options.memoryLimitBytes,
      ...more,
    };
  }

  /** The damage of a board, as far as the last snapshot showed it. */
  problems(index = 0): string[] {
    const failure = this.#failures[index];
    const problems = this.#sources[index]?.problems ?? [];
    return failure === undefined || problems.includes(failure) ? [...problems] : [failure];
  }

  /**
   * Runs some work with the snapshots of boards at one moment.
   *
   * @param work Receives the snapshots in the order of `indices`.
   * @param indices Which boards. Default: all.
   */
  withSnapshot<T>(
    work: SnapshotWork<T>,
    cancellation?: QueryCancellation,
    indices: readonly number[] = [...this.#boards.keys()],
  ): Promise<T> {
    const result = this.#queue.then(() => this.#runWithRetries(work, cancellation, indices));
    this.#queue = result.catch(() => {});
    return result;
  }

  /** Waits for the work that was begun, and ends. Safe to call twice. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#queue;
    if (this.#shared === undefined) return this.#stopDuckDb();
    try {
      if (this.#duckdb !== undefined) {
        for (const source of this.#sources) await source.release();
      }
    } catch {
      this.#stopDuckDb(); // The next runner starts another one.
    }
    this.#duckdb = undefined;
  }

  async #runWithRetries<T>(
    work: SnapshotWork<T>,
    cancellation: QueryCancellation | undefined,
    indices: readonly number[],
  ): Promise<T> {
    const outcome = await retryUntil(
      performance.now() + RETRY_MS,
      async () => {
        cancellation?.check();
        if (this.#closed) throw new BoardReadError("Cannot read a board that was closed");
        const outcome = await this.#run(work, indices, cancellation);
        if (outcome.kind === "changed") throw new RetryError(outcome);
        if (outcome.kind === "maybe damaged" && await this.#findDamage(indices, cancellation)) {
          throw new RetryError(outcome);
        }
        return outcome;
      },
      {
        pauseMs: (attempt) => Math.random() * 5 * attempt,
        leastAttempts: MIN_ATTEMPTS,
        isTemporary: (error) => error instanceof RetryError,
      },
    ).catch((error) => {
      if (error instanceof RetryError) return error.outcome;
      throw error;
    });
    switch (outcome.kind) {
      case "done":
        return outcome.value;
      case "maybe damaged":
        throw this.#wrapUnexplained(outcome.error, indices);
      default:
        throw outcome.error;
    }
  }

  /** Runs some work once. */
  async #run<T>(
    work: SnapshotWork<T>,
    indices: readonly number[],
    cancellation?: QueryCancellation,
  ): Promise<Outcome<T>> {
    let duckdb: SandboxedDuckDb;
    try {
      duckdb = await this.#startDuckDb();
    } catch (cause) {
      if (cause instanceof BoardReadError) return { kind: "failed", error: cause };
      const error = new BoardReadError(`Cannot start DuckDB: ${messageOf(cause)}`, { cause });
      return { kind: "failed", error };
    }
    const sources = indices.map((index) => this.#sourceAt(index));
    const releases = await Promise.all(sources.map((source) => source.lock()));
    const snapshots: (BoardSnapshot | undefined)[] = indices.map(() => undefined);
    const haveChanged = () => snapshots.some((snapshot) => snapshot?.hasChanged());
    try {
      await forEachParallel(indices.entries(), OPENED_AT_ONCE, async ([place, index]) => {
        snapshots[place] = await this.#open(index);
      });
      const value = await runCompared(snapshots, () => work(snapshots, duckdb), cancellation);
      if (!haveChanged()) return { kind: "done", value };
      return { kind: "changed", error: new BoardReadError("The board's files change too fast") };
    } catch (cause) {
      if (cause instanceof FilesChangedError || haveChanged()) {
        if (cause instanceof Error && isFatal(cause.cause)) this.#stopDuckDb();
        const message = `Cannot read the board: its files keep changing (${messageOf(cause)})`;
        return { kind: "changed", error: new BoardReadError(message, { cause }) };
      }
      return this.#classify(cause);
    } finally {
      await forEachParallel(snapshots, OPENED_AT_ONCE, async (snapshot) => {
        await snapshot?.close().catch(() => this.#stopDuckDb());
      });
      for (const release of releases) release();
    }
  }

  #boardAt(index: number): RunnerBoard {
    return this.#boards[index]!; // Indices are those that this runner gave out.
  }

  #sourceAt(index: number): SnapshotSource {
    return this.#sources[index]!;
  }

  async #open(index: number): Promise<BoardSnapshot | undefined> {
    this.#failures[index] = undefined;
    try {
      await this.#boardAt(index).fetched?.fetch();
      return await this.#sourceAt(index).open();
    } catch (error) {
      if (!(error instanceof BoardReadError)) throw error;
      this.#failures[index] = error.message;
      // One of many that cannot be read is left out, and `problems()` names it.
      if (!this.#many) throw error;
      return undefined;
    }
  }

  #classify(error: unknown): Outcome<never> {
    const isExplained = error instanceof BoardReadError ||
      (error instanceof QueryError && error.kind !== "failed");
    if (isExplained) return { kind: "failed", error };
    const reason = unreadableReason(error);
    if (reason !== undefined) {
      return { kind: "failed", error: new BoardReadError(reason, { cause: error }) };
    }
    if (isFatal(error)) this.#stopDuckDb();
    return { kind: isMaybeDamage(error) ? "maybe damaged" : "failed", error };
  }

  /** An error that damage may cause, where no damage was found: a query's own is left as it is. */
  #wrapUnexplained(cause: unknown, indices: readonly number[]): unknown {
    const dirs = indices.map((index) => this.#boardAt(index).boardDir);
    if (cause instanceof QueryError && !dirs.some(isRemoteAddress)) return cause;
    const which = dirs.length === 1 ? dirs[0] : `one of ${dirs.length} boards`;
    return new BoardReadError(`Cannot read the files of ${which}: ${firstLineOf(cause)}`, {
      cause,
    });
  }

  /**
   * Reads all tables of some boards to their end, and records the damaged ones.
   * Only this tells damage from a query that fails with the same words.
   *
   * @returns Whether any damage was found that was unknown.
   */
  async #findDamage(
    indices: readonly number[],
    cancellation?: QueryCancellation,
  ): Promise<boolean> {
    let isFound = false;
    for (const index of indices) {
      const { boardDir } = this.#boardAt(index);
      if (isRemoteAddress(boardDir)) continue; // All of it would be fetched once more.
      for (const table of this.#tables) {
        cancellation?.check();
        const outcome = await this.#run(async ([snapshot], duckdb) => {
          if (snapshot === undefined || snapshot.unreadable.has(table)) return;
          await duckdb.rows(readAllSql(snapshot.relations[table]));
        }, [index]);
        if (outcome.kind !== "maybe damaged") continue;
        const reason = `Cannot read the ${table} of ${boardDir}: ${firstLineOf(outcome.error)}`;
        if (this.#sourceAt(index).addDamagedTable(table, reason)) isFound = true;
      }
    }
    return isFound;
  }

  async #startDuckDb(): Promise<SandboxedDuckDb> {
    if (this.#duckdb !== undefined) return this.#duckdb;
    const shared = this.#shared;
    const first = await (shared?.start() ?? SandboxedDuckDb.start(this.#settings));
    this.#duckdb = first;
    const connections = await this.#connect(first).catch((error) => {
      this.#stopDuckDb();
      throw error;
    });
    this.#sources = this.#boards.map(({ boardDir, format }, index) => {
      const duckdb = connections[index % connections.length]!;
      const alias = shared?.nextAlias() ??
        (this.#boards.length === 1 ? "board" : `board_${index}`);
      if (isRemoteAddress(boardDir)) {
        return new RemoteSnapshotSource(duckdb, boardDir, { alias, format });
      }
      return new LocalSnapshotSource(duckdb, boardDir, {
        alias,
        format,
        busyTimeoutMs: this.#busyTimeoutMs,
        verify: this.#verify,
        damage: this.#damage[index]!,
        tables: this.#tables,
        filesProblem: this.#filesProblem,
        isExport: this.#settings.target !== undefined,
      });
    });
    return first;
  }

  /** As many connections as boards are opened side by side: those of one run one after another. */
  async #connect(first: SandboxedDuckDb): Promise<SandboxedDuckDb[]> {
    const connections = [first];
    const count = Math.min(OPENED_AT_ONCE, this.#boards.length);
    while (connections.length < count) connections.push(await first.beside());
    return connections;
  }

  #stopDuckDb(): void {
    if (this.#duckdb !== undefined && this.#shared !== undefined) this.#shared.drop(this.#duckdb);
    else this.#duckdb?.close();
    this.#duckdb = undefined;
  }
}
