import type * as arrow from "apache-arrow";
import { quoteName, quoteText } from "../backends/duckdb/quote.ts";
import { TABLE_NAMES, type TableName } from "../format/tables.ts";
import type { BoardSnapshot, FilesFormat } from "./snapshot/board_access.ts";
import type { BoardSummary } from "./board_summary.ts";
import type { SandboxedDuckDb } from "./query/sandboxed_duckdb.ts";
import type { ExportOptions } from "./export/export_options.ts";
import type { OpenOptions } from "./open_options.ts";
import { QueryRunner } from "./query_runner.ts";
import { mentions, type Views } from "./query/run_query.ts";
import { runsRelation } from "./runs_view.ts";
import { Session } from "./snapshot/session.ts";
import type { SqlOptions, SqlParams, SqlResult } from "./query/sql_result.ts";

/** A board that is opened with others. */
export interface OpenedBoard {
  summary: BoardSummary;
  /** What its files are of; `undefined` where it has none that can be read. */
  format?: FilesFormat;
}

/** Makes a reader: for `openBoards()`, and nobody else. */
export let newBoardsReader: (boards: readonly OpenedBoard[], options: OpenOptions) => BoardsReader;

/**
 * Many boards, opened for reading: asked as if they were one.
 *
 * The views `metrics`, `media`, `tables` and `histograms` have the rows of
 * all, `board_id` before the other columns. A metric that a board does not
 * have is empty there; one that is a number in one board and a text in another
 * is a text in all. Metrics whose names differ only in case are one column.
 * The view `runs` has one row a board: `board_id`, `name`, `status`,
 * `created_at`, `finished_at`, `config` (JSON), and each value of the config
 * as a column of its own, `"config.lr"`.
 *
 * A board that cannot be read is in `runs` alone, and its `problems` say why.
 */
export class BoardsReader implements AsyncDisposable {
  /** The boards, newest first. Their `problems` are as of the last question. */
  readonly boards: readonly BoardSummary[];
  readonly #session: Session;
  readonly #questions: QueryRunner;
  readonly #readable: readonly OpenedBoard[];

  static {
    newBoardsReader = (boards, options) => new BoardsReader(boards, options);
  }

  private constructor(boards: readonly OpenedBoard[], options: OpenOptions) {
    this.boards = boards.map(({ summary }) => summary);
    this.#readable = boards.filter(({ format }) => format !== undefined);
    const folderProblems = this.#readable.map(({ summary }) => summary.problems);
    const paths = this.#readable.map(({ summary, format }) => ({
      boardDir: summary.boardDir,
      format: format!,
    }));
    this.#session = new Session(paths, options, { many: true });
    this.#questions = new QueryRunner({
      session: this.#session,
      newSession: (settings) => new Session(paths, options, { ...settings, many: true }),
      views: (tables, query, engine) => this.#views(tables, query, engine),
      names: [...TABLE_NAMES, "runs"],
      indices: (query) => TABLE_NAMES.some((table) => mentions(query, table)) ? undefined : [],
      onProblems: (session) => {
        for (const [index, { summary }] of this.#readable.entries()) {
          summary.problems = [...new Set([...folderProblems[index], ...session.problems(index)])];
        }
      },
    });
  }

  /**
   * Asks in DuckDB's SQL, of the views `metrics`, `media`, `tables`,
   * `histograms` and `runs`.
   *
   * @param query One statement that only reads.
   * @param params Values for its parameters: `?` or `$1` by place, `$name` by name.
   * @throws {QueryError} Where it has no answer; its `kind` says why.
   */
  sql(query: string, params?: SqlParams, options?: SqlOptions): Promise<SqlResult> {
    return this.#questions.sql(query, params, options);
  }

  /** As {@linkcode sql}, the answer as an Arrow table: all of it, in memory. */
  toArrow(query: string, params?: SqlParams): Promise<arrow.Table> {
    return this.#questions.toArrow(query, params);
  }

  /** Writes a table, or what a query gives, as CSV: see `BoardReader`. Returns the number of rows. */
  exportCsv(target: string, what?: ExportOptions): Promise<number> {
    return this.#questions.export("csv", target, what);
  }

  /** Writes a table, or what a query gives, as JSON: see `BoardReader`. Returns the number of rows. */
  exportJson(target: string, what?: ExportOptions): Promise<number> {
    return this.#questions.export("json", target, what);
  }

  /** Writes a table, or what a query gives, as Parquet. Returns the number of rows. */
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

  async #views(
    tables: readonly (BoardSnapshot | undefined)[],
    query: string,
    engine: SandboxedDuckDb,
  ): Promise<Views> {
    const boards = this.#readable.flatMap(({ summary }, index) => {
      const found = tables[index];
      return found === undefined ? [] : [{ boardId: summary.boardId, tables: found }];
    });
    const views: Record<string, string> = { runs: runsRelation(this.boards) };
    for (const table of TABLE_NAMES.filter((table) => mentions(query, table))) {
      const readable = boards.filter(({ tables }) => !tables.unreadable.has(table));
      views[table] = await union(readable, table, engine);
    }
    return views;
  }
}

async function union(
  boards: readonly { boardId: string; tables: BoardSnapshot }[],
  table: TableName,
  engine: SandboxedDuckDb,
): Promise<string> {
  const parts = boards.map(({ boardId, tables }) => ({
    boardId,
    relation: tables.relations[table],
    columns: new Map<string, string>(),
  }));
  if (parts.length === 0) {
    return `(SELECT NULL::VARCHAR AS board_id, NULL::BIGINT AS step WHERE false)`;
  }
  const mixed = new Set<string>();
  if (table === "metrics") {
    const types = new Map<string, string>();
    for (const { relation, columns } of parts) {
      for (const [name, type] of await engine.rows(`DESCRIBE FROM ${relation}`)) {
        const key = String(name).toLowerCase();
        columns.set(key, String(name));
        if ((types.get(key) ?? type) !== type) mixed.add(key);
        types.set(key, String(type));
      }
    }
  }
  const selects = parts.map(({ boardId, relation, columns }) => {
    const replaced = [...mixed].flatMap((key) => {
      const name = columns.get(key);
      return name === undefined
        ? []
        : [`CAST(${quoteName(name)} AS VARCHAR) AS ${quoteName(name)}`];
    });
    // A metric of this name gives way.
    const own = columns.get("board_id");
    const star = "*" +
      (replaced.length === 0 ? "" : ` REPLACE (${replaced.join(", ")})`) +
      (own === undefined ? "" : ` RENAME (${quoteName(own)} AS board_id_1)`);
    return `SELECT ${quoteText(boardId)} AS board_id, ${star} FROM ${relation}`;
  });
  return `(${selects.join(" UNION ALL BY NAME ")})`;
}
