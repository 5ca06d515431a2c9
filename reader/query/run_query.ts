import type { DuckDBConnection, DuckDBResult } from "@duckdb/node-api";
import { quoteName } from "../../backends/duckdb/quote.ts";
import type { QueryCancellation } from "./query_cancellation.ts";
import { checkQuery } from "./check_query.ts";
import type { SandboxedDuckDb } from "./sandboxed_duckdb.ts";
import { BoardReadError, QueryError } from "../errors.ts";
import type { SqlParams } from "./sql_result.ts";
import { toDuckDbParam } from "./sql_value.ts";

/** What a query of a user's is asked of: what stands behind FROM, by the name of the view. */
export type Views = Readonly<Record<string, string>>;

/** A user's query. */
export interface UserQuery {
  query: string;
  params?: SqlParams;
  /** At most so many rows are computed; all where it is not said. */
  maxRows?: number;
}

/**
 * Runs a user's query to its end. A streamed answer would not do: where it
 * fails on the way, DuckDB's JavaScript ends it as if it were complete.
 *
 * @param consume Takes what it gives, and the names of its columns.
 */
export function runQuery<T>(
  engine: SandboxedDuckDb,
  views: Views,
  { query, params, maxRows }: UserQuery,
  cancellation: QueryCancellation,
  consume: (result: DuckDBResult, names: readonly string[]) => Promise<T>,
): Promise<T> {
  return withQuery(engine, views, query, cancellation, async (connection) => {
    const prepare = async (sql: string) =>
      await (await connection.extractStatements(sql)).prepare(0);
    const statement = await prepare(query);
    // What cannot stand in FROM, such as EXPLAIN, is short.
    const limited = maxRows === undefined
      ? undefined
      : await prepare(`FROM (${withoutEnd(query)}\n) LIMIT ${maxRows}`).catch(() => undefined);
    const asked = limited ?? statement;
    bind(asked, params);
    cancellation.check();
    const names = Array.from({ length: statement.columnCount }, (_, i) => statement.columnName(i));
    return await consume(await asked.run(), names);
  });
}

/** A query as it can stand in brackets. */
export function withoutEnd(query: string): string {
  return query.replace(/[\s;]+$/, "");
}

/**
 * Works with a user's query that was found to be one that only reads, on a
 * connection of its own whose temporary views end with it.
 */
export async function withQuery<T>(
  engine: SandboxedDuckDb,
  views: Views,
  query: string,
  cancellation: QueryCancellation,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const connection = await engine.connect();
  cancellation.watch(connection);
  try {
    await checkQuery(connection, query);
    await makeViews(connection, views, query);
    cancellation.check();
    return await work(connection);
  } catch (error) {
    if (cancellation.reason !== undefined) throw cancellation.reason;
    throw explain(error);
  } finally {
    cancellation.watch(undefined);
    connection.closeSync();
  }
}

async function makeViews(connection: DuckDBConnection, views: Views, query: string): Promise<void> {
  for (const [name, relation] of Object.entries(views)) {
    if (!mentions(query, name)) continue;
    await connection.run(`CREATE TEMP VIEW ${quoteName(name)} AS FROM ${relation}`);
  }
}

/** Whether a query may be about a table: it names it, or asks what there is. */
export function mentions(query: string, table: string): boolean {
  return ASKS_WHAT_THERE_IS.test(query) || new RegExp(`\\b${table}\\b`, "i").test(query);
}

const ASKS_WHAT_THERE_IS = /\bshow\b|duckdb_|pragma_|information_schema|pg_catalog|sqlite_master/i;

function bind(
  statement: Awaited<ReturnType<DuckDBConnection["prepare"]>>,
  params: SqlParams = [],
): void {
  const isList = Array.isArray(params);
  const given = new Map(
    isList
      ? params.map((value, index) => [String(index + 1), value])
      : Object.entries(params).map(([name, value]) => [name.replace(/^\$/, ""), value]),
  );
  const wanted = Array.from(
    { length: statement.parameterCount },
    (_, index) => statement.parameterName(index + 1),
  );
  const missing = wanted.filter((name) => !given.has(name));
  const unknown = [...given.keys()].filter((name) => !wanted.includes(name));
  if (missing.length > 0 || unknown.length > 0) {
    throw new QueryError(
      "syntax",
      `Cannot bind the parameters: expected ${
        wanted.map((name) => `$${name}`).join(", ") || "none"
      }, received ${[...given.keys()].map((name) => `$${name}`).join(", ") || "none"}`,
    );
  }
  for (const [index, name] of wanted.entries()) {
    const { value, type } = toDuckDbParam(given.get(name)!);
    statement.bindValue(index + 1, value, type);
  }
}

/** DuckDB's errors have no codes: their first word tells. */
function explain(error: unknown): unknown {
  const isOurs = error instanceof QueryError || error instanceof TypeError ||
    error instanceof RangeError || error instanceof BoardReadError;
  if (isOurs || !(error instanceof Error)) return error;
  const { message } = error;
  const kind = /^(Parser|Catalog|Binder) Error/.test(message)
    ? "syntax"
    : /^Permission Error|configuration has been locked/.test(message)
    ? "forbidden"
    : "failed";
  return new QueryError(kind, message, { cause: error });
}
