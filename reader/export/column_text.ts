import type {
  DuckDBArrayType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  DuckDBType,
} from "@duckdb/node-api";
import { DuckDBTypeId } from "../duckdb/duckdb_bundle.js";
import { quoteName } from "../../backends/duckdb/quote.ts";

/**
 * A column as SQL that gives it as a format can hold it: JSON has no NaN and no
 * infinities, CSV has no lists, and neither has bytes.
 */
export function columnText(column: string, type: DuckDBType, format: "csv" | "json"): string {
  if (format === "json") return toJson(column, type);
  if (isNested(type)) return `to_json(${toJson(column, type)})::VARCHAR`;
  if (type.typeId === DuckDBTypeId.BLOB) return hexText(column);
  return isFloat(type) ? named(column, `${column}::VARCHAR`, "") : column;
}

function toJson(value: string, type: DuckDBType): string {
  if (isFloat(type)) return named(value, `to_json(${value})`, '"');
  switch (type.typeId) {
    case DuckDBTypeId.TIMESTAMP:
      return isoText(value, value, ".%f");
    case DuckDBTypeId.TIMESTAMP_TZ:
      // Its own text depends on the time zone of the machine.
      return isoText(value, `make_timestamp(epoch_us(${value}))`, ".%f");
    case DuckDBTypeId.TIMESTAMP_MS:
      return isoText(value, value, ".%g");
    case DuckDBTypeId.TIMESTAMP_NS:
      return nanosecondsText(value);
    case DuckDBTypeId.TIMESTAMP_S:
      return isoText(value, value, "");
    case DuckDBTypeId.BLOB:
      return hexText(value);
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
    case DuckDBTypeId.MAP: {
      const { keyType, valueType } = type as DuckDBMapType;
      const entry = `struct_pack(k := ${toJson("entry.key", keyType)}::VARCHAR, ` +
        `v := ${toJson("entry.value", valueType)})`;
      return `map_from_entries(list_transform(map_entries(${value}), lambda entry: ${entry}))`;
    }
    default:
      return value;
  }
}

/** A time as ISO 8601; infinities and years before 1 as DuckDB writes them. */
function isoText(value: string, timestamp: string, fraction: string): string {
  return `CASE WHEN isfinite(${value}) AND year(${timestamp}) > 0
    THEN strftime(${timestamp}, '%Y-%m-%dT%H:%M:%S${fraction}Z') ELSE ${value}::VARCHAR END`;
}

/** DuckDB's `%n` leaves other characters behind. All years have four digits there. */
function nanosecondsText(value: string): string {
  const text = `${value}::VARCHAR`;
  const digits = `CASE WHEN contains(${text}, '.') THEN ${text} ELSE ${text} || '.' END`;
  return `CASE WHEN isfinite(${value}) THEN replace(rpad(${digits}, 29, '0'), ' ', 'T') || 'Z'
    ELSE ${text} END`;
}

function hexText(bytes: string): string {
  return `'0x' || lower(hex(${bytes}))`;
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
  return [DuckDBTypeId.LIST, DuckDBTypeId.ARRAY, DuckDBTypeId.STRUCT, DuckDBTypeId.MAP].includes(
    typeId,
  );
}
