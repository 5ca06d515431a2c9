import type { Forgery } from "../support/forgery.ts";
import { duckdb, KEYS, parquet } from "./sizes.ts";

const FROM = "FROM range(3) t(step)";
const METRICS = `SELECT ${KEYS}, 1.5::DOUBLE AS loss ${FROM}`;

/** A `metrics.parquet` in which one of the key columns is something else. */
function key(name: string, column: string): Forgery {
  const columns = KEYS.split(", ").map((key) => key.endsWith(` ${name}`) ? column : key);
  return parquet(`key_${column}`.replace(/\W/g, "_"), `SELECT ${columns}, 1.5 AS loss ${FROM}`);
}

/** A `metrics.parquet` with a column of a name that DuckDB gives to none. */
function renamed(value: string, written: string, name: string): Forgery {
  return async (board) => {
    await parquet(written, `SELECT ${KEYS}, ${value} AS ${written} ${FROM}`)(board);
    const bytes = Deno.readFileSync(board.path("data/metrics.parquet"));
    const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    for (const { index } of text.matchAll(new RegExp(written, "g"))) {
      bytes.set(new TextEncoder().encode(name), index);
    }
    board.file("data/metrics.parquet", bytes);
  };
}

/** A board with another table beside its metrics, in a Parquet file. */
function beside(table: string, columns: string): Forgery {
  return async (board) => {
    await parquet(`${table}_${columns}`.replace(/\W/g, "_"), `SELECT ${KEYS}, ${columns} ${FROM}`)(
      board,
    );
    board.file(`data/${table}.parquet`, Deno.readFileSync(board.path("data/metrics.parquet")));
    await parquet("sound_metrics", METRICS)(board);
  };
}

/** A board with another table beside its metrics, in a DuckDB file. */
function besideInDuckDb(table: string, columns: string): Forgery {
  return duckdb(
    `${table}_${columns}`.replace(/\W/g, "_"),
    `CREATE TABLE b.metrics AS ${METRICS}`,
    `CREATE TABLE b.${table} AS SELECT ${KEYS}, ${columns} ${FROM}`,
  );
}

const MEDIA =
  "'m' AS name, NULL::VARCHAR AS caption, 'x' AS media_id, 1.5 AS type, 'f' AS filename";

/** Tables as other programs may write them: columns of a board's names, of other types. */
export const FOREIGN: Record<string, Forgery> = {
  parquet_of_times_that_are_lists: key("timestamp", "[1, 2] AS timestamp"),
  parquet_of_times_that_are_texts: key("timestamp", "'yesterday' AS timestamp"),
  parquet_of_global_steps_that_are_texts: key("global_step", "'x' AS global_step"),
  parquet_of_global_steps_that_are_lists: key("global_step", "[1] AS global_step"),
  parquet_of_steps_twice_by_case: renamed("'x'", "s_ep", "STEP"),
  parquet_name_with_a_nul: renamed("1.5", "nul_name", "nul\0name"),
  parquet_media_of_other_types: beside("media", MEDIA),
  parquet_tables_of_blobs: beside("tables", "'t' AS name, '\\xFF'::BLOB AS columns"),
  parquet_tables_of_no_json: beside(
    "tables",
    "'t' AS name, '[' AS columns, '1.5 5' AS column_types, '{' AS rows",
  ),
  parquet_histograms_of_texts: beside("histograms", "'h' AS name, ['x'] AS bins, [1] AS counts"),
  parquet_alerts_of_other_types: beside("alerts", "step AS number, [1] AS level, 5 AS title"),
  parquet_system_of_other_types: beside("system", "step AS number, 'cpu' AS name, 'x' AS value"),
  parquet_files_of_other_types: beside("files", "step AS number, 1 AS name, 'x' AS size_bytes"),
  duckdb_media_of_other_types: besideInDuckDb("media", MEDIA),
  duckdb_tables_of_other_types: besideInDuckDb("tables", "'t' AS name, 2.5 AS rows"),
  duckdb_histograms_of_texts: besideInDuckDb("histograms", "'h' AS name, 'x' AS bins"),
  duckdb_alerts_of_other_types: besideInDuckDb("alerts", "step AS number, 5 AS title"),
  duckdb_system_of_other_types: besideInDuckDb("system", "step AS number, 'x' AS value"),
  duckdb_media_without_columns: besideInDuckDb("media", "'x' AS media_id"),
  parquet_media_without_columns: beside("media", "'x' AS media_id"),
  duckdb_files_of_other_types: besideInDuckDb("files", "step AS number, 'x' AS size_bytes"),
};

/** The steps that each of them aims at. */
export const FOREIGN_AIMED: Record<string, readonly string[]> = Object.fromEntries(
  Object.keys(FOREIGN).map((name) => [
    name,
    ["show", "show_media", "show_table", "files", "watch", "share", "repair"],
  ]),
);
