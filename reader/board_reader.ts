import type * as arrow from "apache-arrow";
import { basename } from "@std/path";
import type { BoardStatus, Metadata } from "../format/metadata.ts";
import { TABLE_NAMES, type TableName } from "../format/tables.ts";
import type { BoardSnapshot, FilesFormat } from "./snapshot/board_access.ts";
import { QueryCancellation } from "./query/query_cancellation.ts";
import type { CallOptions } from "./query/call_options.ts";
import { BoardReadError } from "./errors.ts";
import type { ExportOptions } from "./export/export_options.ts";
import {
  type Folder,
  formatOf,
  guessMetadata,
  inspectFolder,
  statusOf,
} from "./snapshot/folder.ts";
import { metricColumn, metricColumns } from "./metrics/metric_columns.ts";
import { MetricCounts } from "./metrics/metric_counts.ts";
import type { MetricInfo } from "./metrics/metric_info.ts";
import type { OpenOptions } from "./open_options.ts";
import { QueryRunner } from "./query_runner.ts";
import { mentions } from "./query/run_query.ts";
import { readDoubles, rowsOf } from "./query/read_chunks.ts";
import { rowsQuery, toHistogramRow, toMediaRow, toTableRow } from "./rows/read_rows.ts";
import { checkScalarsOptions, findMetric, readScalars } from "./metrics/read_scalars.ts";
import type { HistogramRow, MediaFilter, MediaRow, RowFilter, TableRow } from "./rows/rows.ts";
import type { Scalars, ScalarsOptions } from "./metrics/scalars.ts";
import { Session } from "./snapshot/session.ts";
import type { SqlOptions, SqlParams, SqlResult, SqlValue } from "./query/sql_result.ts";

/** Makes a reader: for `openBoard()`, and nobody else. */
export let newBoardReader: (
  boardDir: string,
  options: OpenOptions,
  remote?: Folder,
) => BoardReader;

/**
 * One board, opened for reading: live, finished or cut off, on either backend.
 *
 * Every answer is the board as it was at one moment: of each table all rows up
 * to some log call, those included that are only in the journal yet. Metrics do
 * not wait for images that are still being encoded. Between two answers no file
 * is held, and nothing is ever written to the board. Questions wait for one
 * another.
 */
export class BoardReader implements AsyncDisposable {
  /** The board's folder, absolute. */
  readonly boardDir: string;
  /** The folder's name. */
  readonly boardId: string;
  readonly #session: Session;
  readonly #questions: QueryRunner;
  readonly #format?: FilesFormat;
  readonly #counts = new MetricCounts();
  /** What a folder on a server says of itself; it is asked once. */
  readonly #remote?: Folder;
  #metadata!: Metadata;
  #status!: BoardStatus;
  #live!: boolean;
  #folderProblems: string[] = [];
  #rowProblems: string[] = [];

  static {
    newBoardReader = (boardDir, options, remote) => new BoardReader(boardDir, options, remote);
  }

  private constructor(boardDir: string, options: OpenOptions, remote?: Folder) {
    this.#remote = remote;
    this.boardDir = boardDir;
    this.boardId = basename(boardDir);
    this.#refresh();
    const { backend } = this.#metadata;
    this.#format = backend === "duckdb" || backend === "parquet" ? backend : formatOf(boardDir);
    const boards = [{ boardDir, format: this.#format ?? "duckdb" }];
    this.#session = new Session(boards, options);
    this.#questions = new QueryRunner({
      session: this.#session,
      newSession: (settings) => new Session(boards, options, settings),
      views: ([tables], query) => {
        this.#refresh();
        this.#checkFormat();
        for (const [table, reason] of tables!.unreadable) {
          if (mentions(query, table)) throw new BoardReadError(reason);
        }
        return Promise.resolve(tables!.relations);
      },
      names: TABLE_NAMES,
      onProblems: (session) => this.#rowProblems = session.problems(),
    });
  }

  /** What stands in `metadata.json`, as of the last question. */
  get metadata(): Metadata {
    return this.#metadata;
  }

  /** How the run stands; `crashed` too where it ended without a word. As of the last question. */
  get status(): BoardStatus {
    return this.#status;
  }

  /** Whether a process writes the board. As of the last question. */
  get live(): boolean {
    return this.#live;
  }

  /** What of the board is damaged, in plain words. As of the last question. */
  get problems(): readonly string[] {
    return [...this.#folderProblems, ...this.#rowProblems];
  }

  /** All metrics, in the order of their first use. Asked again, it reads only what is new. */
  metrics(): Promise<MetricInfo[]> {
    return this.#look(
      "metrics",
      (relation, engine) => this.#counts.update(engine.connection, relation),
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
   * @throws {QueryError} Where it was called off.
   */
  async scalars(name: string, options: ScalarsOptions = {}): Promise<Scalars> {
    checkScalarsOptions(name, options);
    return await this.#look("metrics", async (relation, { connection }) => {
      const { x } = options;
      for (const metric of typeof x === "object" ? [name, x.metric] : [name]) {
        const column = await metricColumn(connection, relation, metric);
        findMetric(metric, column ? [column] : await metricColumns(connection, relation));
      }
      const read = async (sql: string) => readDoubles(await connection.run(sql));
      return await readScalars(read, relation, name, options);
    }, options);
  }

  /**
   * Media, in the order in which they were logged, those in tables included.
   *
   * @param options How long it may take.
   * @throws {QueryError} Where it was called off.
   */
  async media(filter: MediaFilter = {}, options?: CallOptions): Promise<MediaRow[]> {
    const rows = await this.#rows("media", filter, options);
    return rows.map((row) => toMediaRow(row, this.boardDir));
  }

  /**
   * Tables, in the order in which they were logged.
   *
   * @param options How long it may take.
   * @throws {QueryError} Where it was called off.
   */
  async tables(filter: RowFilter = {}, options?: CallOptions): Promise<TableRow[]> {
    return (await this.#rows("tables", filter, options)).map(toTableRow);
  }

  /**
   * Histograms, in the order in which they were logged.
   *
   * @param options How long it may take.
   * @throws {QueryError} Where it was called off.
   */
  async histograms(filter: RowFilter = {}, options?: CallOptions): Promise<HistogramRow[]> {
    return (await this.#rows("histograms", filter, options)).map(toHistogramRow);
  }

  /**
   * Asks in DuckDB's SQL, of the views `metrics`, `media`, `tables` and
   * `histograms`.
   *
   * @param query One statement that only reads.
   * @param params Values for its parameters: `?` or `$1` by place, `$name` by name.
   * @throws {QueryError} Where it has no answer; its `kind` says why.
   * @throws {BoardReadError} Where the board cannot be read.
   */
  sql(query: string, params?: SqlParams, options?: SqlOptions): Promise<SqlResult> {
    return this.#questions.sql(query, params, options);
  }

  /** As {@linkcode sql}, the answer as an Arrow table: all of it, in memory. */
  toArrow(query: string, params?: SqlParams): Promise<arrow.Table> {
    return this.#questions.toArrow(query, params);
  }

  /**
   * Writes a table, or what a query gives, as CSV with a header. What is not
   * finite is `NaN`, `Infinity` and `-Infinity`, lists are JSON.
   *
   * @param target The file. It appears when it is whole.
   * @returns The number of rows.
   */
  exportCsv(target: string, what?: ExportOptions): Promise<number> {
    return this.#questions.export("csv", target, what);
  }

  /**
   * Writes a table, or what a query gives, as a JSON array of objects. What is
   * not finite is the strings `"NaN"`, `"Infinity"` and `"-Infinity"`,
   * timestamps are ISO 8601.
   *
   * @param target The file. It appears when it is whole.
   * @returns The number of rows.
   */
  exportJson(target: string, what?: ExportOptions): Promise<number> {
    return this.#questions.export("json", target, what);
  }

  /**
   * Writes a table, or what a query gives, as Parquet.
   *
   * @param target The file. It appears when it is whole.
   * @returns The number of rows.
   */
  exportParquet(target: string, what?: ExportOptions): Promise<number> {
    return this.#questions.export("parquet", target, what);
  }

  /** Waits for the questions that are open, and ends. Safe to call twice. */
  close(): Promise<void> {
    return this.#session.close();
  }

  /** {@linkcode close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #rows(
    table: Exclude<TableName, "metrics">,
    filter: MediaFilter,
    options?: CallOptions,
  ): Promise<Record<string, SqlValue>[]> {
    rowsQuery(table, "", filter); // A wrong filter is refused before anything is read.
    return await this.#look(table, async (relation, { connection }) => {
      const result = await connection.run(rowsQuery(table, relation, filter));
      const names = result.columnNames();
      const rows: Record<string, SqlValue>[] = [];
      for (let chunk = await result.fetchChunk(); chunk?.rowCount;) {
        for (const row of rowsOf(chunk)) {
          rows.push(Object.fromEntries(names.map((name, index) => [name, row[index]])));
        }
        chunk = await result.fetchChunk();
      }
      return rows;
    }, options);
  }

  /** Reads one table. */
  async #look<T>(
    table: TableName,
    work: (relation: string, engine: { connection: Connection }) => Promise<T>,
    options?: CallOptions,
  ): Promise<T> {
    using cancellation = new QueryCancellation(options);
    try {
      return await this.#session.withSnapshot(async ([tables], engine) => {
        this.#refresh();
        this.#checkFormat();
        const { relations, unreadable } = tables as BoardSnapshot;
        const reason = unreadable.get(table);
        if (reason !== undefined) throw new BoardReadError(reason);
        cancellation.check();
        cancellation.watch(engine.connection);
        try {
          return await work(relations[table], engine);
        } catch (error) {
          throw cancellation.reason ?? error;
        } finally {
          cancellation.watch(undefined);
        }
      }, cancellation);
    } finally {
      this.#rowProblems = this.#session.problems();
    }
  }

  #checkFormat(): void {
    if (this.#format !== undefined) return;
    throw new BoardReadError(
      `Cannot read the rows of ${this.boardDir}: its backend is "${this.#metadata.backend}", ` +
        `expected "duckdb" or "parquet"`,
    );
  }

  #refresh(): void {
    const folder = this.#remote ?? inspectFolder(this.boardDir);
    if (folder.isNewer) throw new BoardReadError(folder.problems[0]);
    if (folder.metadata === null) {
      const format = formatOf(this.boardDir);
      // Without metadata and rows it is no board.
      if (format === undefined) throw new BoardReadError(folder.problems[0]);
      folder.metadata = guessMetadata(this.boardDir, format, folder.live);
    }
    this.#metadata = folder.metadata;
    this.#live = folder.live;
    this.#status = statusOf(folder) as BoardStatus;
    this.#folderProblems = folder.problems;
  }
}

type Connection = Parameters<typeof metricColumns>[0];
