import { dirname, resolve } from "@std/path";
import {
  type DuckDBArrayType,
  type DuckDBConnection,
  type DuckDBListType,
  type DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
} from "@duckdb/node-api";
import { quoteName, quoteText } from "../../backends/duckdb/quote.ts";
import { BoardReadError } from "../errors.ts";
import type { ExportOptions } from "./export_options.ts";
import { withoutEnd } from "../query/run_query.ts";

/** What an export writes. */
export type ExportFormat = "csv" | "json" | "parquet";

const COPY_OPTIONS: Readonly<Record<ExportFormat, string>> = {
  csv: "FORMAT csv, HEADER true",
  json: "FORMAT json, ARRAY true",
  parquet: "FORMAT parquet",
};

/** Where an export goes: to a file beside, which then takes the target's name. */
export interface ExportTarget {
  /** Where the rows are written. */
  temporary: string;
  /** Gives the file its name. */
  finish(): void;
  /** Removes it. */
  abort(): void;
}

/** Checks the target, before anything is read. */
export function checkTarget(target: string, { overwrite = false }: ExportOptions): ExportTarget {
  const path = resolve(target);
  const refuse = (reason: string) => {
    throw new BoardReadError(`Cannot export to ${path}: ${reason}`);
  };
  const isThere = infoOf(path);
  if (isThere?.isDirectory) refuse("expected a file, found a folder");
  if (isThere && !overwrite) {
    refuse("there is a file of this name; pass overwrite, or another name");
  }
  if (!infoOf(dirname(path))?.isDirectory) refuse(`there is no folder ${dirname(path)}`);
  const temporary = `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  return {
    temporary,
    finish: () => Deno.renameSync(temporary, path),
    abort: () => {
      if (infoOf(temporary) !== undefined) Deno.removeSync(temporary);
    },
  };
}

/** The query that an export is of. */
export function exportQuery({ table, query }: ExportOptions, tables: readonly string[]): string {
  if (table !== undefined && query !== undefined) {
    throw new TypeError("Cannot export a table and a query at once: leave one out");
  }
  if (query !== undefined) return withoutEnd(query);
  const name = table ?? "metrics";
  if (tables.includes(name)) return `FROM ${quoteName(name)}`;
  throw new RangeError(
    `Cannot export ${JSON.stringify(name)}: expected one of ${tables.join(", ")}`,
  );
}

/** Writes what a query gives, and returns the number of rows. */
export async function copyRows(
  connection: DuckDBConnection,
  query: string,
  format: ExportFormat,
  path: string,
): Promise<number> {
  const source = `(${query}\n)`; // A comment may end the query.
  const probe = await connection.run(`SELECT * FROM ${source} LIMIT 0`);
  const types = probe.columnTypes();
  const columns = probe.columnNames().map((name, index) =>
    `${toText(quoteName(name), types[index], format)} AS ${quoteName(name)}`
  );
  const copied = await connection.runAndReadAll(
    `COPY (SELECT ${columns.join(", ")} FROM ${source}) TO ${quoteText(path)}
     (${COPY_OPTIONS[format]}, USE_TMP_FILE false)`,
  );
  return Number(copied.getRows()[0][0]);
}

/** A column as its format can hold it: JSON has no number for what is not finite, CSV no lists. */
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
        `${quoteName(name)} := ${toJson(`(${value}).${quoteName(name)}`, entryTypes[index])}`
      );
      return `CASE WHEN ${value} IS NOT NULL THEN struct_pack(${entries.join(", ")}) END`;
    }
    default:
      return value;
  }
}

/** What is not finite by its name, in quotes or none. */
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

function infoOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
