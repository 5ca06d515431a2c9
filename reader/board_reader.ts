/**
 * The public API of a board that is read. The file has more than 300 lines because most of them are
 * docstrings: the queries are in `metrics/`, `rows/` and `query/`.
 *
 * @module
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import type * as arrow from "apache-arrow";
import { basename } from "@std/path";
import { FolderAnnotations } from "./annotations/folder_annotations.ts";
import type { BoardLabels } from "./annotations/board_labels.ts";
import type { BoardStatus, Metadata } from "../format/metadata.ts";
import { lastRewound, rewindsOf } from "../format/rewinds.ts";
import { isStoredFile } from "../format/stored_files.ts";
import { TABLE_NAMES, type TableName } from "../format/tables.ts";
import type { ExportOptions } from "./export/export_options.ts";
import type { BoardFolder } from "./folder/board_folder.ts";
import { endReason } from "./folder/end_reason.ts";
import { BoardState } from "./folder/board_state.ts";
import { type BoardExtent, readExtent } from "./metrics/board_extent.ts";
import { checkScalarsOptions } from "./metrics/check_scalars_options.ts";
import { MetricCounts } from "./metrics/metric_counts.ts";
import type { MetricInfo } from "./metrics/metric_info.ts";
import { narrowMetrics } from "./metrics/narrow_metrics.ts";
import { readSummary } from "./metrics/read_summary.ts";
import { type RunSummary, summaryOf, type SummaryValue } from "../format/run_summary.ts";
import { readScalars } from "./metrics/read_scalars.ts";
import type { Scalars, ScalarsOptions } from "./metrics/scalars.ts";
import { QueryCancellation } from "./query/query_cancellation.ts";
import type { SqlOptions, SqlParams, SqlResult } from "./query/sql_result.ts";
import { mentions } from "./query/views.ts";
import { QueryRunner } from "./query_runner.ts";
import { checkNamedTables, type LoggedName, NAMED_TABLES, readNames } from "./rows/logged_names.ts";
import { countRows } from "./rows/count_rows.ts";
import { readTable } from "./rows/read_table.ts";
import type {
  FileRow,
  HistogramRow,
  MediaFilter,
  MediaRow,
  RowFilter,
  TableRow,
} from "./rows/rows.ts";
import { checkRowFilter, type NamedTable } from "./rows/rows_sql.ts";
import {
  type SqlRow,
  storedFilePath,
  toFileRow,
  toHistogramRow,
  toMediaRow,
  toTableRow,
} from "./rows/typed_rows.ts";
import type { BoardOverview } from "./board_overview.ts";
import type { CallOptions } from "./shared/call_options.ts";
import { isRemoteAddress } from "./shared/remote_address.ts";
import { BoardReadError } from "./shared/errors.ts";
import { CALL_OPTIONS, checkKnownOptions } from "./shared/check_known_options.ts";
import type { OpenOptions } from "./shared/open_options.ts";
import { type BoardSnapshot, checkReadable } from "./snapshot/board_snapshot.ts";
import type { FetchedBoard, RunnerSettings } from "./snapshot/runner_settings.ts";
import { SnapshotRunner } from "./snapshot/snapshot_runner.ts";

/** Makes a reader; only `openBoard()` and `BoardVisitor` call it. */
export let newBoardReader: (
  boardDir: string,
  options: OpenOptions,
  remote?: BoardFolder,
  settings?: BoardReaderSettings,
) => BoardReader;

/** Settings of a `BoardReader`, and of what runs its queries. */
export interface BoardReaderSettings extends RunnerSettings {
  /** Of a board elsewhere that is read in a folder here: how its files come there. */
  fetched?: FetchedBoard;
}

/**
 * One board, opened for reading: live, finished or cut off, on either backend.
 *
 * Every result is the board as it was at one moment: of each table all rows up
 * to some log call, including those that only the journal has yet. Metrics do
 * not wait for images that are still being encoded. Between two calls the
 * reader holds no file, and it never writes to the board. Calls run one after
 * another.
 */
export class BoardReader implements AsyncDisposable {
  /** The board's folder, absolute; of a board elsewhere, its address. */
  readonly boardDir: string;
  /** The folder's name. */
  readonly boardId: string;
  readonly #state: BoardState;
  readonly #annotations = new FolderAnnotations();
  readonly #snapshots: SnapshotRunner;
  readonly #fetched?: FetchedBoard;
  readonly #queries: QueryRunner;
  #counts = new MetricCounts();
  /** Of which rows they are: of a board that is rewound, or made anew by its id, they hold no more. */
  #countedHistory?: string;
  #rowProblems: string[] = [];

  static {
    newBoardReader = (boardDir, options, remote, settings) =>
      new BoardReader(boardDir, options, remote, settings);
  }

  private constructor(
    boardDir: string,
    options: OpenOptions,
    remote?: BoardFolder,
    { fetched, ...settings }: BoardReaderSettings = {},
  ) {
    this.boardDir = fetched?.address ?? boardDir;
    this.#fetched = fetched;
    this.boardId = basename(boardDir);
    this.#state = new BoardState(boardDir, remote);
    const boards = [{ boardDir, format: this.#state.format ?? "duckdb", fetched }];
    this.#snapshots = new SnapshotRunner(boards, options, settings);
    this.#queries = new QueryRunner({
      snapshots: this.#snapshots,
      newRunner: (settings) => new SnapshotRunner(boards, options, settings),
      views: ([snapshot], query) => {
        this.#state.refresh();
        this.#state.checkFormat();
        checkReadable(snapshot, (table) => mentions(query, table));
        return Promise.resolve(snapshot.relations);
      },
      names: TABLE_NAMES,
      onProblems: (snapshots) => this.#rowProblems = snapshots.problems(),
    });
  }

  /** The content of `metadata.json`, as of the last call. */
  get metadata(): Metadata {
    return this.#state.metadata;
  }

  /** The status of the run, as of the last call; a run that was killed has `crashed`. */
  get status(): BoardStatus {
    return this.#state.status;
  }

  /** Whether a process writes the board, as of the last call. */
  get live(): boolean {
    return this.#state.live;
  }

  /** Why the run has not ended well: its error, or that it was killed, and after how long; or `null`. */
  get reason(): string | null {
    return endReason(this.boardDir, this.#state);
  }

  /** The board's damage in plain words, as of the last call. */
  get problems(): readonly string[] {
    return [...this.#state.problems, ...this.#rowProblems];
  }

  /** What people call the run instead of its name, as of now; `null` where nobody gave it a title. */
  get title(): string | null {
    return this.#labels.title;
  }

  /** The runs that belong together have the same, as of now; `null` for none. */
  get group(): string | null {
    return this.#labels.group;
  }

  /** Which process of one training this is, from 0; `null` where it is none of several. */
  get rank(): number | null {
    return this.#labels.rank;
  }

  /** How many processes the training has; `null` where its script did not say. */
  get worldSize(): number | null {
    return this.#labels.worldSize;
  }

  /** The script's tags and those that people added, without those that people removed, as of now. */
  get tags(): readonly string[] {
    return this.#labels.tags;
  }

  /** The script's notes, or what people wrote instead, as of now; `null` for none. */
  get notes(): string | null {
    return this.#labels.notes;
  }

  /** Whether people chose to leave the run out of lists, as of now. */
  get hidden(): boolean {
    return this.#labels.hidden;
  }

  get #labels(): BoardLabels {
    this.#annotations.refresh();
    return this.#annotations.of(this.boardDir, this.#state.metadata);
  }

  /** All metrics, in the order of their first use. A second call reads only what is new. */
  async metrics(): Promise<MetricInfo[]> {
    const before = this.#history;
    const counts = await this.#read(
      ["metrics"],
      (_, connection, { metricsParts }) =>
        this.#countsSoFar.updated(connection, metricsParts.map(({ relation }) => relation)),
    );
    return this.#keepCounts(counts, before);
  }

  get #history(): string {
    const { metadata } = this.#state;
    return JSON.stringify([metadata.created_at, lastRewound(metadata)]);
  }

  get #countsSoFar(): MetricCounts {
    return this.#countedHistory === this.#history ? this.#counts : new MetricCounts();
  }

  /**
   * Keeps counts for the next call, where the board has not been rewound since before this one: the
   * rows may be of either history then. @returns The metrics.
   */
  #keepCounts(counts: MetricCounts, before: string): MetricInfo[] {
    if (before === this.#history) [this.#counts, this.#countedHistory] = [counts, before];
    const { metadata } = this.#state;
    // Their columns are still there, without a value, where only rows had them that are gone.
    const mayLackValues = metadata.forked_from !== undefined || rewindsOf(metadata).length > 0;
    return mayLackValues ? counts.infos.filter(({ count }) => count > 0) : counts.infos;
  }

  /**
   * What {@linkcode metrics}, {@linkcode extent} and {@linkcode names} give, of one moment, in less
   * time than the three calls take.
   */
  async overview(): Promise<BoardOverview> {
    const before = this.#history;
    const { counts, ...overview } = await this.#read(TABLE_NAMES, async (
      relations,
      connection,
      snapshot,
    ) => {
      const { filled, metricsParts } = snapshot;
      const extent = await readExtent(connection, await narrowMetrics(connection, snapshot, []));
      const parts = metricsParts.map(({ relation }) => relation);
      return {
        extent,
        counts: await this.#countsSoFar.updated(connection, parts, extent),
        summary: Object.fromEntries(await readSummary(connection, snapshot, this.#summary)),
        ...(filled.has("alerts")
          ? { alertCount: await countRows(connection, relations.alerts) }
          : {}),
        names: await readNames(
          connection,
          relations,
          NAMED_TABLES.filter((table) => filled.has(table)),
        ),
      };
    });
    return { ...overview, metrics: this.#keepCounts(counts, before) };
  }

  /**
   * What counts for the run as a whole: the values that its script has set, and those of metrics
   * that it has named by `board.summary()`, over all rows. A metric without a value has `null`.
   */
  async summary(): Promise<{ [name: string]: SummaryValue }> {
    const summary = this.#summary;
    if (summary.rules.size === 0) return Object.fromEntries(summary.values);
    return await this.#read(
      ["metrics"],
      async (_, connection, snapshot) =>
        Object.fromEntries(await readSummary(connection, snapshot, this.#summary)),
    );
  }

  get #summary(): RunSummary {
    return summaryOf(this.#state.metadata);
  }

  /** How far the run has come: rows, steps and times. */
  extent(): Promise<BoardExtent> {
    return this.#read(
      ["metrics"],
      async (_, connection, snapshot) =>
        readExtent(connection, await narrowMetrics(connection, snapshot, [])),
    );
  }

  /**
   * The values of one metric, in the order of x: by step, by time, or over
   * another metric. Steps in which it was not logged are left out; NaN and
   * infinities are not.
   *
   * @example
   * ```ts
   * import { Board } from "@kohakuboard/client";
   * import { openBoard } from "@kohakuboard/client/reader";
   * import { assertEquals } from "@std/assert";
   *
   * const board = new Board({ name: "over", baseDir: Deno.makeTempDirSync() });
   * for (const epoch of [0, 1, 2]) board.log({ epoch, loss: 1 / (1 + epoch) });
   * await board.finish();
   *
   * await using reader = await openBoard(board.boardDir);
   * const { x, y } = await reader.scalars("loss", { x: { metric: "epoch" }, from: 1 });
   * assertEquals([...x], [1, 2]);
   * assertEquals([...y], [1 / 2, 1 / 3]);
   * ```
   *
   * @param name The metric's name.
   * @throws {RangeError} Where there is no such metric (the message has the
   * nearest names), or an option is out of its range.
   * @throws {TypeError} Where one of the metrics has strings.
   * @throws {QueryError} Where it was cancelled.
   */
  async scalars(name: string, options: ScalarsOptions = {}): Promise<Scalars> {
    checkScalarsOptions(name, options);
    return await this.#read(
      ["metrics"],
      (_, connection, snapshot) => readScalars(connection, snapshot, name, options),
      options,
    );
  }

  /**
   * The names that media, tables and histograms were logged under, sorted.
   *
   * @param tables Which of these tables. Default: all three.
   */
  async names(tables: readonly NamedTable[] = NAMED_TABLES): Promise<LoggedName[]> {
    checkNamedTables(tables);
    return await this.#read(tables, (relations, connection) => {
      return readNames(connection, relations, tables);
    });
  }

  /**
   * Media, including those in tables, in the order in which they were logged.
   *
   * @param options How long it may take.
   * @throws {QueryError} Where it was cancelled.
   */
  async media(filter: MediaFilter = {}, options?: CallOptions): Promise<MediaRow[]> {
    const rows = await this.#readRows("media", filter, options);
    return rows.map((row) => toMediaRow(row, this.boardDir));
  }

  /**
   * Tables, in the order in which they were logged.
   *
   * @param options How long it may take.
   * @throws {QueryError} Where it was cancelled.
   */
  async tables(filter: RowFilter = {}, options?: CallOptions): Promise<TableRow[]> {
    return (await this.#readRows("tables", filter, options)).map(toTableRow);
  }

  /**
   * Histograms, in the order in which they were logged.
   *
   * @param options How long it may take.
   * @throws {QueryError} Where it was cancelled.
   */
  async histograms(filter: RowFilter = {}, options?: CallOptions): Promise<HistogramRow[]> {
    return (await this.#readRows("histograms", filter, options)).map(toHistogramRow);
  }

  /**
   * Files, in the order in which they were logged.
   *
   * @param filter By name and steps; `limit` rows.
   * @param options How long it may take.
   * @throws {QueryError} Where it was cancelled.
   */
  async files(filter: RowFilter = {}, options?: CallOptions): Promise<FileRow[]> {
    const rows = (await this.#readRows("files", filter, options))
      .map((row) => toFileRow(row, this.boardDir));
    const fetched = this.#fetched;
    if (fetched === undefined) return rows;
    return rows.map((row) => fetched.hasFile(row.filename) ? row : { ...row, path: null });
  }

  /**
   * Where the content of a logged file is on this machine. Of a board elsewhere that a sync has sent,
   * it is fetched first, and is in a cache: copy what is to stay.
   *
   * @param filename That of a row of {@linkcode files}.
   * @throws {BoardReadError} Where it is not there.
   */
  async fetchFile(filename: string): Promise<string> {
    const path = this.#fetched === undefined || !isStoredFile(filename)
      ? storedFilePath(filename, this.boardDir)
      : await this.#fetched.fetchFile(filename);
    if (path !== null && !isRemoteAddress(path)) return path;
    throw new BoardReadError(
      `Cannot read the file ${JSON.stringify(filename)} of ${this.boardDir}: ` +
        (path === null ? "it is not there" : `it is at ${path}`),
    );
  }

  /**
   * Runs a query in DuckDB's SQL. It may read the views `metrics`, `media`,
   * `tables`, `histograms`, `files`, `system` and `alerts`.
   *
   * @param query One statement that only reads.
   * @param params Values for its parameters: `?` or `$1` by position, `$name` by name.
   * @throws {QueryError} Where it has no answer; its `kind` says why.
   * @throws {BoardReadError} Where the board cannot be read.
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

  /**
   * Runs a query whose columns are all DOUBLE, for millions of rows: a column is one array, in which
   * NULL is NaN.
   *
   * @param query One statement that only reads, as {@linkcode sql} takes it.
   */
  toDoubles(query: string, options?: CallOptions): Promise<Float64Array[]> {
    return this.#queries.toDoubles(query, options);
  }

  /**
   * Writes a table, or the result of a query, as CSV with a header. Numbers
   * that are not finite are `NaN`, `Infinity` and `-Infinity`, lists are JSON.
   *
   * @param target The file. It appears once it is complete.
   * @returns The number of rows.
   */
  exportCsv(target: string, what?: ExportOptions): Promise<number> {
    return this.#queries.export("csv", target, what);
  }

  /**
   * Writes a table, or the result of a query, as a JSON array of objects.
   * Numbers that are not finite are the strings `"NaN"`, `"Infinity"` and
   * `"-Infinity"`, timestamps are ISO 8601.
   *
   * @param target The file. It appears once it is complete.
   * @returns The number of rows.
   */
  exportJson(target: string, what?: ExportOptions): Promise<number> {
    return this.#queries.export("json", target, what);
  }

  /**
   * Writes a table, or the result of a query, as Parquet.
   *
   * @param target The file. It appears once it is complete.
   * @returns The number of rows.
   */
  exportParquet(target: string, what?: ExportOptions): Promise<number> {
    return this.#queries.export("parquet", target, what);
  }

  /** Waits for the calls that are running, and ends. Safe to call twice. */
  close(): Promise<void> {
    return this.#snapshots.close();
  }

  /** Closes the reader. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #readRows(
    table: NamedTable | "files",
    filter: MediaFilter,
    options?: CallOptions,
  ): Promise<SqlRow[]> {
    checkRowFilter(table, filter);
    checkKnownOptions(`read the ${table}`, options ?? {}, CALL_OPTIONS);
    return await this.#read(
      [table],
      (relations, connection) => readTable(connection, relations[table], filter),
      options,
    );
  }

  /** Does some work with tables, on a connection that is interrupted where the call is cancelled. */
  async #read<T>(
    tables: readonly TableName[],
    work: (
      relations: BoardSnapshot["relations"],
      connection: DuckDBConnection,
      snapshot: BoardSnapshot,
    ) => Promise<T>,
    options?: CallOptions,
  ): Promise<T> {
    using cancellation = new QueryCancellation(options);
    try {
      return await this.#snapshots.withSnapshot(async ([snapshot], { connection }) => {
        this.#state.refresh();
        this.#state.checkFormat();
        checkReadable(snapshot, (table) => tables.includes(table));
        cancellation.check();
        return await cancellation.guard(
          [connection],
          () => work(snapshot.relations, connection, snapshot),
        );
      }, cancellation);
    } finally {
      this.#rowProblems = this.#snapshots.problems();
    }
  }
}
