import type * as arrow from "apache-arrow";
import type { DuckDBResult } from "@duckdb/node-api";
import type { BoardSnapshot } from "./snapshot/board_access.ts";
import { QueryCancellation } from "./query/query_cancellation.ts";
import type { SandboxedDuckDb } from "./query/sandboxed_duckdb.ts";
import type { ExportOptions } from "./export/export_options.ts";
import { checkTarget, copyRows, type ExportFormat, exportQuery } from "./export/export_rows.ts";
import { rowsOf } from "./query/read_chunks.ts";
import { runQuery, type Views, withQuery } from "./query/run_query.ts";
import type { Session, SessionSettings } from "./snapshot/session.ts";
import { type SqlColumn, type SqlOptions, type SqlParams, SqlResult } from "./query/sql_result.ts";

/** Whom {@linkcode QueryRunner} are put to. */
export interface QueryTarget {
  /** Who answers. */
  session: Session;
  /** Another like it, for an export: it may write one file. */
  newSession(settings: SessionSettings): Session;
  /** The views, made of the boards' tables. */
  views(
    tables: readonly (BoardSnapshot | undefined)[],
    query: string,
    engine: SandboxedDuckDb,
  ): Promise<Views>;
  /** The names of the views. */
  names: readonly string[];
  /** Which boards a query needs, by place; all where it is not said. */
  indices?(query: string): number[] | undefined;
  /** Takes note, after each question, of what the session found damaged. */
  onProblems(session: Session): void;
}

/** The questions of a user's own: SQL, as rows, as an Arrow table, as a file. */
export class QueryRunner {
  readonly #to: QueryTarget;

  /** @param to Who answers. */
  constructor(to: QueryTarget) {
    this.#to = to;
  }

  /** The rows that a query gives. */
  sql(query: string, params?: SqlParams, options: SqlOptions = {}): Promise<SqlResult> {
    checkQueryText(query);
    checkOptions(options);
    const { maxRows } = options;
    return this.#ask(query, params, options, async (result, names) => {
      const columns: SqlColumn[] = names.map((name, index) => ({
        name,
        type: result.columnType(index).alias ?? String(result.columnType(index)),
      }));
      const rows: SqlResult["rows"] = [];
      for (let chunk = await result.fetchChunk(); chunk?.rowCount;) {
        for (const row of rowsOf(chunk)) rows.push(row);
        chunk = await result.fetchChunk();
      }
      const truncated = maxRows !== undefined && rows.length > maxRows;
      if (truncated) rows.length = maxRows;
      return new SqlResult(columns, rows, truncated);
    });
  }

  /** What a query gives, as an Arrow table. */
  async toArrow(query: string, params?: SqlParams): Promise<arrow.Table> {
    checkQueryText(query);
    const { toArrowTable } = await import("./query/to_arrow.ts"); // Arrow is not for those who ask for rows.
    return await this.#ask(query, params, {}, toArrowTable);
  }

  /** Writes a table, or what a query gives, to a file; returns the number of rows. */
  async export(
    format: ExportFormat,
    target: string,
    options: ExportOptions = {},
  ): Promise<number> {
    const { names, newSession, onProblems, views } = this.#to;
    const query = exportQuery(options, names);
    const file = checkTarget(target, options);
    const session = newSession({ target: file.temporary });
    using cancellation = new QueryCancellation(options);
    try {
      const rowCount = await session.withSnapshot(
        async (tables, engine) => {
          file.abort(); // What an attempt left whose files changed.
          return await withQuery(
            engine,
            await views(tables, query, engine),
            query,
            cancellation,
            (connection) => copyRows(connection, query, format, file.temporary),
          );
        },
        cancellation,
        this.#to.indices?.(query),
      );
      file.finish();
      return rowCount;
    } catch (error) {
      file.abort();
      throw error;
    } finally {
      await session.close();
      onProblems(session);
    }
  }

  async #ask<T>(
    query: string,
    params: SqlParams | undefined,
    options: SqlOptions,
    consume: (result: DuckDBResult, names: readonly string[]) => Promise<T>,
  ): Promise<T> {
    const maxRows = options.maxRows === undefined ? undefined : options.maxRows + 1; // To see more.
    const { session, onProblems, views } = this.#to;
    using cancellation = new QueryCancellation(options);
    try {
      return await session.withSnapshot(
        async (tables, engine) =>
          await runQuery(
            engine,
            await views(tables, query, engine),
            { query, params, maxRows },
            cancellation,
            consume,
          ),
        cancellation,
        this.#to.indices?.(query),
      );
    } finally {
      onProblems(session);
    }
  }
}

function checkQueryText(query: string): void {
  if (typeof query === "string") return;
  throw new TypeError(`Cannot run a query: expected SQL as a string, received ${typeof query}`);
}

function checkOptions({ maxRows, timeoutMs }: SqlOptions): void {
  const atLeastOne = (value: number) => Number.isFinite(value) && value >= 1;
  if (maxRows !== undefined && !(Number.isSafeInteger(maxRows) && maxRows >= 1)) {
    throw new RangeError(
      `Cannot run a query: expected maxRows to be an integer of 1 or more, received ${maxRows}`,
    );
  }
  if (timeoutMs !== undefined && !atLeastOne(timeoutMs)) {
    throw new RangeError(
      `Cannot run a query: expected timeoutMs to be 1 or more, received ${timeoutMs}`,
    );
  }
}
