import {
  type DuckDBArrayType,
  type DuckDBConnection,
  type DuckDBListType,
  type DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
} from "@duckdb/node-api";
import { quoteName, quoteText } from "../../backends/duckdb/quote.ts";

/** The format of an exported file. */
export type ExportFormat = "csv" | "json" | "parquet";

const COPY_OPTIONS: Readonly<Record<ExportFormat, string>> = {
  csv: "FORMAT csv, HEADER true",
  json: "FORMAT json, ARRAY true",
  parquet: "FORMAT parquet",
};

/** Writes the result of a query to a file, and returns the number of rows. */
export async function copyRows(
  connection: DuckDBConnection,
  query: string,
  format: ExportFormat,
  path: string,
): Promise<number> {
  const source = `(${query}\n)`; // The query may end with a comment.
  const probe = await connection.run(`SELECT * FROM ${source} LIMIT 0`);
  const columns = probe.columnNames().map((name, index) =>
    `${toText(quoteName(name), probe.columnType(index), format)} AS ${quoteName(name)}`
  );
  const copied = await connection.runAndReadAll(
    `COPY (SELECT ${columns.join(", ")} FROM ${source}) TO ${quoteText(path)}
     (${COPY_OPTIONS[format]}, USE_TMP_FILE false)`,
  );
  const [[rowCount] = []] = copied.getRows();
  return Number(rowCount);
}

/** A column as the format can hold it: JSON has no NaN and no infinities, CSV has no lists. */
function toText(column: string, type: DuckDBType, format: ExportFormat): string {
  if (format === "parquet") return column;
  if (format === "json") return toJson(column, type);
  if (isNested(type)) return `to_json(${toJson(column, type)})::VARCHAR`;
  return isFloat(type) ? named(column, `${column}::VARCHAR`, "") : column;
}

function toJson(value: string, type: DuckDBType): string {
  if (isFloat(type)) return named(value, `to_json(${value})`, '"');
  switch (type.typeId) {
    case DuckDBTypeId.TIMESTAMP:
      return `strftime(${value}, '%Y-%m-%dT%H:%M:%S.%fZ')`;
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY: {
      const { valueType } = type as DuckDBListType | DuckDBArrayType;
      const list = type.typeId === DuckDBTypeId.ARRAY ? `${value}::${valueType}[]` : value;
      return `list_transform(${list}, lambda item: ${toJson("item", valueType)})`;
    }
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type as DuckDBStructType;
      const entries = entryNames.map((name, index) =>
        `${quoteName(name)} := ${toJson(`(${value}).${quoteName(name)}`, entryTypes[index]!)}`
      );
      return `CASE WHEN ${value} IS NOT NULL THEN struct_pack(${entries.join(", ")}) END`;
    }
    default:
      return value;
  }
}

/** A number, or the name of one that is not finite, in quotes or without. */
function named(value: string, finite: string, quote: string): string {
  const name = (text: string) => `'${quote}${text}${quote}'${quote === "" ? "" : "::JSON"}`;
  return `CASE WHEN isfinite(${value}) THEN ${finite} WHEN isnan(${value}) THEN ${name("NaN")}
    WHEN ${value} > 0 THEN ${name("Infinity")} WHEN ${value} < 0 THEN ${name("-Infinity")} END`;
}

function isFloat({ typeId }: DuckDBType): boolean {
  return typeId === DuckDBTypeId.DOUBLE || typeId === DuckDBTypeId.FLOAT;
}

function isNested({ typeId }: DuckDBType): boolean {
  return [DuckDBTypeId.LIST, DuckDBTypeId.ARRAY, DuckDBTypeId.STRUCT].includes(typeId);
}
