import type { DuckDBConnection, DuckDBMaterializedResult } from "@duckdb/node-api";
import { isForbidden, isInvalidQuery } from "../../backends/duckdb/duckdb_errors.ts";
import { BoardReadError, QueryError } from "../shared/errors.ts";
import { bindParams } from "./bind_params.ts";
import { checkQuery } from "./check_query.ts";
import type { QueryCancellation } from "./query_cancellation.ts";
import type { SandboxedDuckDb } from "./sandboxed_duckdb.ts";
import type { SqlParams } from "./sql_result.ts";
import { createViews, type Views } from "./views.ts";

/** A user's query. */
export interface UserQuery {
  /** The SQL. */
  query: string;
  /** The values of its parameters. */
  params?: SqlParams;
  /** How many rows are computed at most. Default: all. */
  maxRows?: number;
}

/**
 * Runs a user's query to its end. A streamed result would not do: where it
 * fails on the way, DuckDB's library for Node.js ends it as if it were complete.
 *
 * @param consume Receives the result, and the names of its columns.
 */
export function runQuery<T>(
  duckdb: SandboxedDuckDb,
  views: Views,
  { query, params, maxRows }: UserQuery,
  cancellation: QueryCancellation,
  consume: (result: DuckDBMaterializedResult, names: readonly string[]) => Promise<T>,
): Promise<T> {
  return withQuery(duckdb, views, query, cancellation, async (connection) => {
    const prepare = async (sql: string) =>
      await (await connection.extractStatements(sql)).prepare(0);
    const statement = await prepare(query);
    // A statement that cannot stand in FROM, such as EXPLAIN, gives few rows.
    const limited = maxRows === undefined
      ? undefined
      : await prepare(`FROM (${withoutEnd(query)}\n) LIMIT ${maxRows}`).catch(() => undefined);
    const chosen = limited ?? statement;
    bindParams(chosen, params);
    cancellation.check();
    const names = Array.from({ length: statement.columnCount }, (_, i) => statement.columnName(i));
    return await consume(await chosen.run(), names);
  });
}

/** A query without the semicolons at its end, so that it can stand in parentheses. */
export function withoutEnd(query: string): string {
  return query.replace(/[\s;]+$/, "");
}

/**
 * Checks that a user's query only reads, and does some work with it on a
 * connection of its own, whose temporary views end with it.
 */
export async function withQuery<T>(
  duckdb: SandboxedDuckDb,
  views: Views,
  query: string,
  cancellation: QueryCancellation,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const connection = await duckdb.connect();
  try {
    return await cancellation.guard([connection], async () => {
      await checkQuery(connection, query);
      await createViews(connection, views, query);
      cancellation.check();
      return await work(connection);
    });
  } catch (error) {
    throw toQueryError(error, query);
  } finally {
    connection.closeSync();
  }
}

/** An error of DuckDB's as a {@linkcode QueryError}; others stay as they are. */
function toQueryError(error: unknown, query: string): unknown {
  const isOurs = error instanceof QueryError || error instanceof TypeError ||
    error instanceof RangeError || error instanceof BoardReadError;
  if (isOurs || !(error instanceof Error)) return error;
  const kind = isInvalidQuery(error) ? "syntax" : isForbidden(error) ? "forbidden" : "failed";
  // In the first line, as the others show where in the query it is.
  const message = error.message.replace(
    /\n|$/,
    (end) => `${quotesHint(error.message, query)}${end}`,
  );
  return new QueryError(kind, message, { cause: error });
}

/** Without quotes `train/loss` is a column `train`, divided. */
function quotesHint(message: string, query: string): string {
  const [, column] = /^Binder Error: Referenced column "([^"\n]+)" not found/.exec(message) ?? [];
  if (column === undefined) return "";
  const divided = new RegExp(`(?<!")${RegExp.escape(column)}(?:/[\\p{L}\\p{N}_.-]+)+`, "u");
  const [name] = divided.exec(query) ?? [];
  return name === undefined ? "" : ` A metric with a slash needs double quotes: "${name}"`;
}
