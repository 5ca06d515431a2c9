import type { DuckDBConnection, DuckDBType } from "@duckdb/node-api";
import { DuckDBTypeId } from "../duckdb/duckdb_bundle.js";
import { quoteName, quoteText } from "../../backends/duckdb/quote.ts";
import { columnText } from "./column_text.ts";
import { exactParquetType } from "./exact_type.ts";
import { escapeFormula, escapeFormulaSql } from "./escape_formula.ts";
import { negativeZeroSql, NO_DICTIONARIES } from "./negative_zero.ts";

/** The format of an exported file. */
export type ExportFormat = "csv" | "json" | "parquet";

/** How an export writes rows. */
export interface CopyOptions {
  /** The format of the file. */
  format: ExportFormat;
  /** Whether cells of a CSV file that a spreadsheet would compute are escaped. */
  escapeFormulas: boolean;
}

const COPY_OPTIONS: Readonly<Record<ExportFormat, string>> = {
  csv: "FORMAT csv, HEADER true",
  json: "FORMAT json, ARRAY true",
  parquet: "FORMAT parquet",
};

/** Types whose text is a number, a time or the like, and never a formula. */
const PLAIN_TYPES: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.BOOLEAN,
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UTINYINT,
  DuckDBTypeId.USMALLINT,
  DuckDBTypeId.UINTEGER,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.UHUGEINT,
  DuckDBTypeId.FLOAT,
  DuckDBTypeId.DOUBLE,
  DuckDBTypeId.DECIMAL,
  DuckDBTypeId.DATE,
  DuckDBTypeId.TIME,
  DuckDBTypeId.TIMESTAMP,
  DuckDBTypeId.TIMESTAMP_S,
  DuckDBTypeId.TIMESTAMP_MS,
  DuckDBTypeId.TIMESTAMP_NS,
  DuckDBTypeId.TIMESTAMP_TZ,
  DuckDBTypeId.UUID,
]);

interface Column {
  name: string;
  type: DuckDBType;
}

/** Writes the result of a query to a file, and returns the number of rows. */
export async function copyRows(
  connection: DuckDBConnection,
  query: string,
  path: string,
  options: CopyOptions,
): Promise<number> {
  const { format } = options;
  const source = `(${query}\n)`; // The query may end with a comment.
  const probe = await connection.run(`SELECT * FROM ${source} LIMIT 0`);
  const columns = probe.columnNames().map((name, index) => ({
    name,
    type: probe.columnType(index),
  }));
  const types = format === "parquet" ? await exactTypes(connection, source, columns) : [];
  const cells = columns.map((column, i) => cellSql(column, options, types[i]));
  const encoding = format === "parquet" ? await encodingFor(connection, source, columns) : "";
  const copied = await connection.runAndReadAll(
    `COPY (SELECT ${cells.join(", ")} FROM ${source}) TO ${quoteText(path)}
     (${COPY_OPTIONS[format]}${encoding}, USE_TMP_FILE false)`,
  );
  const [[rowCount] = []] = copied.getRows();
  return Number(rowCount);
}

function cellSql(
  { name, type }: Column,
  { format, escapeFormulas }: CopyOptions,
  exactType?: string,
): string {
  const column = quoteName(name);
  if (format === "parquet") {
    return exactType === undefined ? column : `${column}::${exactType} AS ${column}`;
  }
  const text = columnText(column, type, format);
  if (format === "json" || !escapeFormulas) return `${text} AS ${column}`;
  const title = quoteName(escapeFormula(name));
  return `${PLAIN_TYPES.has(type.typeId) ? text : escapeFormulaSql(text)} AS ${title}`;
}

/** The types of columns that lose digits by their own; what has more than 38 of them is text. */
async function exactTypes(
  connection: DuckDBConnection,
  source: string,
  columns: readonly Column[],
): Promise<(string | undefined)[]> {
  const types = columns.map(({ type }) => exactParquetType(type));
  if (types.every((type) => type === undefined)) return types;
  const tests = columns.map(({ name }, i) => {
    const column = quoteName(name);
    return types[i] === undefined
      ? "false"
      : `bool_or(TRY_CAST(${column} AS ${types[i]})::VARCHAR IS DISTINCT FROM ${column}::VARCHAR)`;
  });
  const found = await connection.runAndReadAll(`SELECT ${tests.join(", ")} FROM ${source}`);
  const [areLong = []] = found.getRows();
  return columns.map(({ type }, i) => areLong[i] ? exactParquetType(type, "VARCHAR") : types[i]);
}

/**
 * DuckDB's Parquet writer takes 0 and -0 for one value where it writes a
 * dictionary: a column with both would have only the one that came first. So
 * there are no dictionaries where there is a -0.
 */
async function encodingFor(
  connection: DuckDBConnection,
  source: string,
  columns: readonly Column[],
): Promise<string> {
  const tests = columns.map(({ name, type }) => negativeZeroSql(quoteName(name), type))
    .filter((test) => test !== undefined);
  if (tests.length === 0) return "";
  const found = await connection.runAndReadAll(
    `SELECT ${tests.map((test) => `bool_or(${test})`).join(", ")} FROM ${source}`,
  );
  return found.getRows()[0]?.includes(true) ? NO_DICTIONARIES : "";
}
