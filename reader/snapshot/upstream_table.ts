import { SQL_TYPES } from "../../backends/duckdb/duckdb_schema.ts";
import { quoteName } from "../../backends/duckdb/quote.ts";
import type { FilesFormat } from "../../format/files_format.ts";
import { KEY_COLUMNS, TABLE_COLUMNS, type TableName } from "../../format/tables.ts";
import type { SqlColumn } from "../query/sql_result.ts";

const NUMERIC = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL.*|"NULL")$/;

/**
 * A table of KohakuBoard's Python client as a relation with the columns that a
 * board of this package has (`format/tables.ts`). What is different there:
 *
 * - Only `metrics` of a DuckDB board has `timestamp`.
 * - In DuckDB, the metric `train/loss` is the column `train__loss`.
 * - Table rows are JSON of Python's, in which NaN and infinities have no quotes.
 * - Histograms have edges and counts as JSON text, and no statistics.
 *
 * @param columns The columns of the table, as DuckDB describes them.
 */
export function upstreamTable(
  table: TableName,
  relation: string,
  columns: readonly SqlColumn[],
  format: FilesFormat,
): string {
  const typeOf = new Map(columns.map(({ name, type }) => [name, type]));
  const cells = [...KEY_COLUMNS, ...TABLE_COLUMNS[table]].map(({ name, type }) => {
    const cell = cellSql(table, name, typeOf);
    return `(${cell})::${SQL_TYPES[type]} AS ${quoteName(name)}`;
  });
  if (table === "metrics") cells.push(...metricCells(columns, format === "duckdb"));
  const select = `SELECT ${cells.join(", ")} FROM ${relation}`;
  return table === "histograms" ? withStatistics(select) : `(${select})`;
}

function cellSql(table: TableName, name: string, types: ReadonlyMap<string, string>): string {
  if (!types.has(name)) return name === "format" ? formatSql(types) : "NULL";
  const column = quoteName(name);
  if (table === "tables" && name === "rows") return validJsonSql(column);
  // The type "image" of an earlier version is one of media.
  if (name === "column_types") return `replace(${column}, '"image"', '"media"')`;
  return name === "format" ? `coalesce(${column}, ${formatSql(types)})` : column;
}

/** The format of images is only in their names. */
function formatSql(types: ReadonlyMap<string, string>): string {
  return types.has("filename") ? "nullif(regexp_extract(filename, '[.](\\w+)$', 1), '')" : "NULL";
}

/** Python's JSON as JSON has it: NaN and infinities outside of strings get quotes. */
function validJsonSql(column: string): string {
  const pieces = String.raw`regexp_extract_all(${column}, '"(?:[^"\\]|\\.)*"|[^"]+')`;
  const piece = String.raw`CASE WHEN starts_with(piece, '"') THEN piece
    ELSE regexp_replace(piece, '-?Infinity|NaN', '"\0"', 'g') END`;
  return `CASE WHEN regexp_matches(${column}, 'NaN|Infinity')
    THEN array_to_string(list_transform(${pieces}, lambda piece: ${piece}), '')
    ELSE ${column} END`;
}

/** The metrics under the names that they were logged under. */
function metricCells(columns: readonly SqlColumn[], isEscaped: boolean): string[] {
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()));
  return columns
    .filter(({ name }) => !KEY_COLUMNS.some((key) => key.name === name))
    .map(({ name, type }) => {
      const logged = isEscaped ? name.replaceAll("__", "/") : name;
      const isFree = logged === name || !taken.has(logged.toLowerCase());
      taken.add(logged.toLowerCase());
      const cell = NUMERIC.test(type) ? "DOUBLE" : type === "BOOLEAN" ? "BOOLEAN" : "VARCHAR";
      return `${quoteName(name)}::${cell} AS ${quoteName(isFree ? logged : name)}`;
    });
}

/** As for a histogram of ready-made counts: the values are taken to be in the middles of the bins. */
function withStatistics(select: string): string {
  const middles = `list_transform(range(1, len(counts) + 1),
    lambda i: bins[i] / 2 + bins[i + 1] / 2)`;
  const weighted = (values: string) =>
    `list_sum(list_transform(range(1, len(counts) + 1), lambda i: ${values} * counts[i]))
     / nullif(total, 0)`;
  return `(SELECT * EXCLUDE (middles, total) REPLACE (
      sqrt(${weighted("(middles[i] - mean) * (middles[i] - mean)")}) AS std
    ) FROM (SELECT * REPLACE (${weighted("middles[i]")} AS mean) FROM (
      SELECT * REPLACE (bins[1] AS min, bins[len(bins)] AS max, total AS count,
        0::BIGINT AS nan_count, 0::BIGINT AS inf_count) FROM (
        SELECT *, ${middles} AS middles, list_sum(counts)::BIGINT AS total FROM (${select})
      )
    )))`;
}
