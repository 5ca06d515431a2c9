import type * as arrow from "apache-arrow";
import type { DuckDBMaterializedResult } from "@duckdb/node-api";
import { copyRows, type ExportFormat } from "./export/copy_rows.ts";
import type { ExportOptions } from "./export/export_options.ts";
import { exportQuery } from "./export/export_query.ts";
import { checkTarget } from "./export/export_target.ts";
import { toExactValue } from "./query/exact_value.ts";
import { QueryCancellation } from "./query/query_cancellation.ts";
import { readDoubles } from "./query/read_doubles.ts";
import { readRows } from "./query/read_rows.ts";
import { runQuery, withQuery } from "./query/run_query.ts";
import { type SqlColumn, type SqlOptions, type SqlParams, SqlResult } from "./query/sql_result.ts";
import type { Views } from "./query/views.ts";
import type { CallOptions } from "./shared/call_options.ts";
import { checkKnownOptions } from "./shared/check_known_options.ts";
import type { RunnerSettings } from "./snapshot/runner_settings.ts";
import type { SnapshotRunner, SnapshotWork } from "./snapshot/snapshot_runner.ts";

const EXPORT_OPTIONS = Object.keys(
  { table: 0, query: 0, overwrite: 0, escapeFormulas: 0, signal: 0 } satisfies Record<
    keyof ExportOptions,
    0
  >,
);
const SQL_OPTIONS = Object.keys(
  { maxRows: 0, exact: 0, timeoutMs: 0, signal: 0 } satisfies Record<keyof SqlOptions, 0>,
);

/** What a {@linkcode QueryRunner} queries: one board, or several as if they were one. */
export interface QueryTarget {
  /** Opens the boards. */
  snapshots: SnapshotRunner;
  /** Makes another runner of the same boards, for an export: it may write one file. */
  newRunner(settings: RunnerSettings): SnapshotRunner;
  /** Makes the views of the boards' tables. */
  views(
    snapshots: Parameters<SnapshotWork<unknown>>[0],
    query: string,
    duckdb: Parameters<SnapshotWork<unknown>>[1],
  ): Promise<Views>;
  /** The names of the views. */
  names: readonly string[];
  /** Which boards a query needs, by index. Default: all. */
  indices?(query: string): number[] | undefined;
  /** Is called after each query, to pick up the damage that it showed. */
  onProblems(snapshots: SnapshotRunner): void;
}

/** Runs a user's SQL: the result becomes rows, an Arrow table or a file. */
export class QueryRunner {
  readonly #target: QueryTarget;

  /** @param target What is queried. */
  constructor(target: QueryTarget) {
    this.#target = target;
  }

  /** Runs a query, and returns its rows. */
  sql(query: string, params?: SqlParams, options: SqlOptions = {}): Promise<SqlResult> {
    checkQueryText(query);
    checkOptions(options);
    const { maxRows, exact } = options;
    return this.#run(query, params, options, async (result, names) => {
      const columns: SqlColumn[] = names.map((name, index) => ({
        name,
        type: result.columnType(index).alias ?? String(result.columnType(index)),
      }));
      const rows = await readRows(result, exact ? toExactValue : undefined);
      const truncated = maxRows !== undefined && rows.length > maxRows;
      if (truncated) rows.length = maxRows;
      return new SqlResult(columns, rows, truncated);
    });
  }

  /** Runs a query, and returns its result as an Arrow table. */
  async toArrow(query: string, params?: SqlParams): Promise<arrow.Table> {
    checkQueryText(query);
    // Imported only here, as most users never need Arrow.
    const { toArrowTable } = await import("./query/to_arrow_table.ts");
    return await this.#run(query, params, {}, toArrowTable);
  }

  /** Runs a query whose columns are all DOUBLE, and returns them; NULL is NaN. */
  toDoubles(query: string, options: CallOptions = {}): Promise<Float64Array[]> {
    checkQueryText(query);
    return this.#run(query, undefined, options, (result) => readDoubles(result));
  }

  /** Writes a table, or the result of a query, to a file, and returns the number of rows. */
  async export(
    format: ExportFormat,
    path: string,
    options: ExportOptions = {},
  ): Promise<number> {
    checkKnownOptions(`export to ${path}`, options, EXPORT_OPTIONS);
    const { names, newRunner, onProblems, views } = this.#target;
    const { escapeFormulas = true } = options;
    const query = exportQuery(options, names);
    const file = checkTarget(path, options);
    const snapshots = newRunner({ target: file.temporary });
    using cancellation = new QueryCancellation(options);
    try {
      const rowCount = await snapshots.withSnapshot(
        async (boards, duckdb) => {
          file.abort(); // An earlier attempt may have written a part of it.
          return await withQuery(
            duckdb,
            await views(boards, query, duckdb),
            query,
            cancellation,
            (connection) => copyRows(connection, query, file.temporary, { format, escapeFormulas }),
          );
        },
        cancellation,
        this.#target.indices?.(query),
      );
      file.finish();
      return rowCount;
    } catch (error) {
      file.abort();
      throw error;
    } finally {
      await snapshots.close();
      onProblems(snapshots);
    }
  }

  async #run<T>(
    query: string,
    params: SqlParams | undefined,
    options: SqlOptions,
    consume: (result: DuckDBMaterializedResult, names: readonly string[]) => Promise<T>,
  ): Promise<T> {
    // One row more shows whether there are more.
    const maxRows = options.maxRows === undefined ? undefined : options.maxRows + 1;
    const { snapshots, onProblems, views } = this.#target;
    using cancellation = new QueryCancellation(options);
    try {
      return await snapshots.withSnapshot(
        async (boards, duckdb) =>
          await runQuery(
            duckdb,
            await views(boards, query, duckdb),
            { query, params, maxRows },
            cancellation,
            consume,
          ),
        cancellation,
        this.#target.indices?.(query),
      );
    } finally {
      onProblems(snapshots);
    }
  }
}

function checkQueryText(query: string): void {
  if (typeof query === "string") return;
  throw new TypeError(`Cannot run a query: expected SQL as a string, received ${typeof query}`);
}

function checkOptions(options: SqlOptions): void {
  checkKnownOptions("run a query", options, SQL_OPTIONS);
  const { maxRows, timeoutMs } = options;
  if (maxRows !== undefined && !(Number.isSafeInteger(maxRows) && maxRows >= 1)) {
    throw new RangeError(
      `Cannot run a query: expected maxRows to be an integer of 1 or more, received ${maxRows}`,
    );
  }
  if (timeoutMs !== undefined && !(Number.isFinite(timeoutMs) && timeoutMs >= 1)) {
    throw new RangeError(
      `Cannot run a query: expected timeoutMs to be 1 or more, received ${timeoutMs}`,
    );
  }
}
