import type * as arrow from "apache-arrow";
import { TABLE_NAMES } from "../format/tables.ts";
import type { BoardSummary } from "./board_summary.ts";
import type { ExportOptions } from "./export/export_options.ts";
import type { FilesFormat } from "../format/files_format.ts";
import type { SandboxedDuckDb } from "./query/sandboxed_duckdb.ts";
import type { SqlOptions, SqlParams, SqlResult } from "./query/sql_result.ts";
import { mentions, type Views } from "./query/views.ts";
import { QueryRunner } from "./query_runner.ts";
import { QueryCancellation } from "./query/query_cancellation.ts";
import { checkGroupedOptions } from "./grouped/check_grouped_options.ts";
import { ConnectionPool } from "./grouped/connection_pool.ts";
import { groupBoards } from "./grouped/group_boards.ts";
import type { GroupedOptions, GroupedScalars } from "./grouped/grouped_scalars.ts";
import { readBoardGroups } from "./grouped/read_board_groups.ts";
import { readSummary } from "./metrics/read_summary.ts";
import { summaryOf, type SummaryValue } from "../format/run_summary.ts";
import { runsRelation } from "./runs_relation.ts";
import type { OpenOptions } from "./shared/open_options.ts";
import type { FetchedBoard } from "./snapshot/runner_settings.ts";
import type { BoardSnapshot } from "./snapshot/board_snapshot.ts";
import { SnapshotRunner } from "./snapshot/snapshot_runner.ts";
import { unionBoards } from "./union_boards.ts";

/** A board that is opened with others. */
export interface OpenedBoard {
  summary: BoardSummary;
  /** The format of its files; `undefined` where it has none that can be read. */
  format?: FilesFormat;
  /** Of a board elsewhere: how its files come to this machine, and where they are then. */
  fetched?: FetchedBoard & { boardDir: string };
}

/** Makes a reader; only `openBoardsWith()` calls it. */
export let newBoardsReader: (
  boards: readonly OpenedBoard[],
  options: OpenOptions,
  filesProblem?: string,
) => BoardsReader;

/**
 * Many boards, opened for reading: queried as if they were one.
 *
 * The views `metrics`, `media`, `tables` and `histograms` have the rows of
 * all, `board_id` before the other columns. A metric that a board does not
 * have is empty there; one that is a number in one board and a string in another
 * is a string in all. Metrics whose names differ only in case are one column.
 * The view `runs` has one row per board: `board_id`, `name`, `status`,
 * `created_at`, `finished_at`, `config` (JSON), `title`, `"group"`, `rank`, `world_size`, `tags`
 * (a list), `notes`, one column per value of the config, `"config.lr"`, and one per value that
 * counts for runs, `"summary.loss"`.
 *
 * A board that cannot be read is only in `runs`, and its `problems` say why.
 */
export class BoardsReader implements AsyncDisposable {
  /** The boards, newest first. Their `problems` are as of the last query. */
  readonly boards: readonly BoardSummary[];
  readonly #snapshots: SnapshotRunner;
  /** Those of groups, of which some are read side by side, each by one thread. */
  readonly #groupSnapshots: SnapshotRunner;
  readonly #queries: QueryRunner;
  /** The boards that the runner has, in its order. */
  readonly #readable: readonly BoardSummary[];
  /** For each of them, what its folder says without its files. */
  readonly #folderProblems: readonly (readonly string[])[];

  static {
    newBoardsReader = (boards, options, filesProblem) =>
      new BoardsReader(boards, options, filesProblem);
  }

  private constructor(
    opened: readonly OpenedBoard[],
    options: OpenOptions,
    filesProblem?: string,
  ) {
    this.boards = opened.map(({ summary }) => summary);
    const readable = opened.flatMap(({ format, ...board }) =>
      format === undefined ? [] : [{ ...board, format }]
    );
    this.#readable = readable.map(({ summary }) => summary);
    const boards = readable.map(({ summary, format, fetched }) => ({
      boardDir: fetched?.boardDir ?? summary.boardDir,
      format,
      fetched,
    }));
    this.#folderProblems = this.#readable.map(({ problems }) => problems);
    const common = { many: true, filesProblem };
    this.#snapshots = new SnapshotRunner(boards, options, common);
    this.#groupSnapshots = new SnapshotRunner(boards, options, {
      ...common,
      threads: 1,
      tables: ["metrics"],
    });
    this.#queries = new QueryRunner({
      snapshots: this.#snapshots,
      newRunner: (settings) => new SnapshotRunner(boards, options, { ...settings, ...common }),
      views: (snapshots, query, duckdb) => this.#views(snapshots, query, duckdb),
      names: [...TABLE_NAMES, "runs"],
      // A query of `runs` alone opens no board, but those whose metrics count for their runs.
      indices: (query) =>
        TABLE_NAMES.some((table) => mentions(query, table))
          ? undefined
          : mentions(query, "runs")
          ? this.#summarized
          : [],
      onProblems: (snapshots) => this.#noteProblems(snapshots),
    });
  }

  /**
   * Runs a query in DuckDB's SQL. It may read the views `metrics`, `media`,
   * `tables`, `histograms`, `files`, `system`, `alerts` and `runs`.
   *
   * @param query One statement that only reads.
   * @param params Values for its parameters: `?` or `$1` by position, `$name` by name.
   * @throws {QueryError} Where it has no answer; its `kind` says why.
   */
  sql(query: string, params?: SqlParams, options?: SqlOptions): Promise<SqlResult> {
    return this.#queries.sql(query, params, options);
  }

  /**
   * As {@linkcode sql}, with the whole result as an Arrow table in memory. Decimals, and integers of
   * more than 64 bits, are doubles there: cast them to VARCHAR in the query where each digit counts.
   */
  toArrow(query: string, params?: SqlParams): Promise<arrow.Table> {
    return this.#queries.toArrow(query, params);
  }

  /** Writes a table, or the result of a query, as CSV, as `BoardReader` does. Returns the number of rows. */
  exportCsv(target: string, what?: ExportOptions): Promise<number> {
    return this.#queries.export("csv", target, what);
  }

  /** Writes a table, or the result of a query, as JSON, as `BoardReader` does. Returns the number of rows. */
  exportJson(target: string, what?: ExportOptions): Promise<number> {
    return this.#queries.export("json", target, what);
  }

  /** Writes a table, or the result of a query, as Parquet. Returns the number of rows. */
  exportParquet(target: string, what?: ExportOptions): Promise<number> {
    return this.#queries.export("parquet", target, what);
  }

  /**
   * One metric of many runs, grouped: at each x the mean or the median of a group's runs, a band
   * around it, and how many runs that are. All rows count. A run that is NaN at an x, or ended
   * before it, is not in the n of that x.
   *
   * @example Mean and standard deviation over seeds
   * ```ts
   * import { Board } from "@kohakuboard/client";
   * import { openBoards } from "@kohakuboard/client/reader";
   * import { assertEquals } from "@std/assert";
   *
   * const baseDir = Deno.makeTempDirSync();
   * for (const lr of [0.1, 0.01]) {
   *   for (const seed of [1, 2, 3]) {
   *     const board = new Board({ name: "sweep", config: { lr, seed }, baseDir });
   *     for (let i = 0; i < 10 * seed; i++) board.log({ loss: lr * seed });
   *     await board.finish();
   *   }
   * }
   *
   * await using boards = await openBoards(baseDir);
   * const { groups } = await boards.grouped("loss", { by: ["config.lr"] });
   * assertEquals(groups.map(({ key }) => key), [[0.01], [0.1]]);
   * const [first] = groups;
   * assertEquals([first?.center[0], first?.n[0]], [0.02, 3]);
   * assertEquals([first?.center[15], first?.n[15]], [0.025, 2]); // Seed 1 has ended.
   * ```
   *
   * @param name The metric's name.
   * @throws {RangeError} Where no board has the metric as a number (the message has the nearest
   * names), or an option is out of its range.
   * @throws {QueryError} Where it was cancelled.
   */
  async grouped(name: string, options: GroupedOptions = {}): Promise<GroupedScalars> {
    checkGroupedOptions(name, options);
    const groups = groupBoards(this.boards, options.by);
    using cancellation = new QueryCancellation(options);
    try {
      return await this.#groupSnapshots.withSnapshot(async (snapshots, duckdb) => {
        const readable = new Map(this.#readable.flatMap((board, index) => {
          const snapshot = snapshots[index];
          if (snapshot === undefined || snapshot.unreadable.has("metrics")) return [];
          snapshot.compare("metrics");
          return [[board, snapshot] as const];
        }));
        cancellation.check();
        const pool = await ConnectionPool.open(duckdb);
        try {
          return await cancellation.guard(
            pool.connections,
            () => readBoardGroups(pool, groups, readable, name, options),
          );
        } finally {
          pool.close();
        }
      }, cancellation);
    } finally {
      this.#noteProblems(this.#groupSnapshots);
    }
  }

  /** Waits for the queries that are running, and ends. Safe to call twice. */
  async close(): Promise<void> {
    await Promise.all([this.#snapshots.close(), this.#groupSnapshots.close()]);
  }

  /** Closes the reader. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #noteProblems(snapshots = this.#snapshots): void {
    for (const [index, summary] of this.#readable.entries()) {
      const problems = [...this.#folderProblems[index] ?? [], ...snapshots.problems(index)];
      summary.problems = [...new Set(problems)];
    }
  }

  /** What counts for the runs whose scripts have named metrics. */
  async #summaries(
    snapshots: readonly (BoardSnapshot | undefined)[],
    duckdb: SandboxedDuckDb,
  ): Promise<Map<BoardSummary, ReadonlyMap<string, SummaryValue>>> {
    const summaries = new Map<BoardSummary, ReadonlyMap<string, SummaryValue>>();
    const isAll = snapshots.length === this.#readable.length;
    for (const [place, index] of this.#summarized.entries()) {
      const board = this.#readable[index];
      const snapshot = snapshots[isAll ? index : place];
      if (board === undefined || snapshot === undefined) continue;
      if (snapshot.unreadable.has("metrics")) continue;
      snapshot.compare("metrics");
      const summary = summaryOf(board.metadata);
      summaries.set(board, await readSummary(duckdb.connection, snapshot, summary));
    }
    return summaries;
  }

  /** The boards whose scripts have named metrics that count, by their indices. */
  get #summarized(): number[] {
    return this.#readable.flatMap(({ metadata }, index) =>
      summaryOf(metadata).rules.size > 0 ? [index] : []
    );
  }

  async #views(
    snapshots: readonly (BoardSnapshot | undefined)[],
    query: string,
    duckdb: SandboxedDuckDb,
  ): Promise<Views> {
    const boards = this.#readable.flatMap(({ boardId }, index) => {
      const snapshot = snapshots[index];
      return snapshot === undefined ? [] : [{ boardId, snapshot }];
    });
    const summaries = mentions(query, "runs")
      ? await this.#summaries(snapshots, duckdb)
      : undefined;
    const views: Record<string, string> = { runs: runsRelation(this.boards, summaries) };
    for (const table of TABLE_NAMES.filter((table) => mentions(query, table))) {
      const readable = boards.filter(({ snapshot }) => !snapshot.unreadable.has(table));
      for (const { snapshot } of readable) snapshot.compare(table);
      views[table] = await unionBoards(readable, table, duckdb);
    }
    return views;
  }
}
