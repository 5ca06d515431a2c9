import type { DuckDBConnection } from "@duckdb/node-api";
import { QueryError } from "../shared/errors.ts";

/**
 * Table functions that a query may call. All others are refused, as some
 * write: `enable_logging(storage = 'file')` can stand in a SELECT too.
 */
const TABLE_FUNCTIONS = new Set(
  `glob histogram histogram_values json_each json_tree parquet_bloom_probe parquet_file_metadata
   parquet_full_metadata parquet_kv_metadata parquet_metadata parquet_scan parquet_schema range
   generate_series read_blob read_csv read_csv_auto read_json read_json_auto read_json_objects
   read_json_objects_auto read_ndjson read_ndjson_auto read_ndjson_objects read_parquet read_text
   repeat repeat_row sniff_csv sql_auto_complete summary unnest`.split(/\s+/),
);

/** Functions that only list what exists. */
const CATALOG_FUNCTION = /^(duckdb_(?!logs?$|secrets$)\w+|pragma_\w+|icu_\w+_names)$/;

const EXPLAIN = /^\s*explain\s+(analyze\s+)?(\([^()]*\)\s*)?/i;

/**
 * Checks that a text is one query that only reads. DuckDB itself parses it: its
 * `json_serialize_sql()` accepts only queries, and gives their syntax tree, in
 * which the table functions are looked up.
 *
 * @throws {QueryError} Of the kind `syntax` or `forbidden`, where it is not.
 */
export async function checkQuery(connection: DuckDBConnection, query: string): Promise<void> {
  const inner = query.replace(EXPLAIN, "");
  const result = await connection.runAndReadAll("SELECT json_serialize_sql($1::VARCHAR)", [inner]);
  const [[json] = []] = result.getRows();
  const tree: SerializedQuery = JSON.parse(String(json));
  if (tree.error && tree.error_type === "parser") {
    throw new QueryError("syntax", `Parser Error: ${tree.error_message}`);
  }
  if (tree.error || tree.statements?.length !== 1) {
    throw new QueryError(
      "forbidden",
      `Cannot run ${shorten(query)}: expected one statement that only reads (SELECT, FROM, WITH, ` +
        `VALUES, DESCRIBE, SUMMARIZE, SHOW, EXPLAIN, PIVOT with the values it has IN)`,
    );
  }
  const refused = tableFunctionsIn(tree.statements[0]).find((name) =>
    !TABLE_FUNCTIONS.has(name) && !CATALOG_FUNCTION.test(name)
  );
  if (refused === undefined) return;
  throw new QueryError(
    "forbidden",
    `Cannot run ${
      shorten(query)
    }: the table function ${refused}() is not among those that only read`,
  );
}

interface SerializedQuery {
  error: boolean;
  error_type?: string;
  error_message?: string;
  statements?: unknown[];
}

function tableFunctionsIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(tableFunctionsIn);
  if (typeof node !== "object" || node === null) return [];
  const { type, function: call } = node as {
    type?: unknown;
    function?: { function_name?: string };
  };
  const own = type === "TABLE_FUNCTION" ? [String(call?.function_name).toLowerCase()] : [];
  return [...own, ...Object.values(node).flatMap(tableFunctionsIn)];
}

function shorten(query: string): string {
  const text = query.replaceAll(/\s+/g, " ").trim();
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
