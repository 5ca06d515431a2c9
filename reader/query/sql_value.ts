import type { DuckDBType, DuckDBValue } from "@duckdb/node-api";
import {
  DOUBLE,
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBUnionValue,
  TIMESTAMP,
} from "../duckdb/duckdb_bundle.js";
import type { SqlParam, SqlValue } from "./sql_result.ts";

const DAY_MS = 86_400_000;
/** The largest and the smallest day of a `DATE` stand for infinity. */
const INFINITE_DAYS = 2 ** 31 - 1;

/** Converts a value of DuckDB's to JavaScript, as `SqlResult` describes. */
export function toSqlValue(value: DuckDBValue): SqlValue {
  switch (typeof value) {
    case "bigint":
      return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    case "object":
      return value === null ? null : fromObject(value);
    case "undefined":
      return null;
    default:
      return value;
  }
}

function fromObject(value: DuckDBValue & object): SqlValue {
  if (value instanceof DuckDBTimestampValue) return toDate(value, value.micros, 1000n);
  if (value instanceof DuckDBTimestampTZValue) return toDate(value, value.micros, 1000n);
  if (value instanceof DuckDBTimestampMillisecondsValue) return toDate(value, value.millis, 1n);
  if (value instanceof DuckDBTimestampNanosecondsValue) return toDate(value, value.nanos, 1000000n);
  if (value instanceof DuckDBTimestampSecondsValue) return toDate(value, value.seconds * 1000n, 1n);
  if (value instanceof DuckDBDateValue) return dateOrText(value, value.days * DAY_MS);
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  if (value instanceof DuckDBBlobValue) return Uint8Array.from(value.bytes);
  const nested = convertNested(value, toSqlValue);
  return nested === undefined ? String(value) : nested; // A union may hold null.
}

/** Converts a value that has others in it, each by `convert`; `undefined` for any other value. */
export function convertNested(
  value: DuckDBValue & object,
  convert: (value: DuckDBValue) => SqlValue,
): SqlValue | undefined {
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) {
    return value.items.map(convert);
  }
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(
      Object.entries(value.entries).map(([key, item]) => [key, convert(item)]),
    );
  }
  if (value instanceof DuckDBMapValue) {
    return Object.fromEntries(
      value.entries.map(({ key, value }) => [keyText(key, convert(key)), convert(value)]),
    );
  }
  return value instanceof DuckDBUnionValue ? convert(value.value) : undefined;
}

/**
 * The key of a map as text. Of what is no plain value it is DuckDB's own: the texts of two structs,
 * of two moments within a second and of two long decimals would be one otherwise, and an entry lost.
 */
function keyText(key: DuckDBValue, converted: SqlValue): string {
  const isPlain = typeof key !== "object" || key === null || typeof converted === "string";
  return String(isPlain ? converted : key);
}

function toDate(value: object, ticks: bigint, perMs: bigint): Date | string {
  // Rounded down, before 1970 too, where a bigint division rounds up.
  const ms = ticks / perMs - (ticks % perMs < 0n ? 1n : 0n);
  return dateOrText(value, Number(ms));
}

/** Infinities, and years that a `Date` cannot hold, become strings. */
function dateOrText(value: object, ms: number): Date | string {
  const date = new Date(ms);
  if (!Number.isNaN(date.getTime())) return date;
  return value instanceof DuckDBDateValue ? dateText(value) : String(value);
}

/** The text of a `DATE`. DuckDB's library writes an infinity as a day of the year 5881580. */
export function dateText(value: DuckDBDateValue): string {
  if (Math.abs(value.days) < INFINITE_DAYS) return String(value);
  return value.days > 0 ? "infinity" : "-infinity";
}

/** Converts a parameter to DuckDB, with its type where DuckDB cannot see it from the value. */
export function toDuckDbParam(value: SqlParam): { value: DuckDBValue; type?: DuckDBType } {
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new RangeError("Cannot bind an invalid Date");
    return { value: new DuckDBTimestampValue(BigInt(value.getTime()) * 1000n), type: TIMESTAMP };
  }
  if (value instanceof Uint8Array) return { value: new DuckDBBlobValue(value) };
  if (typeof value === "number" && !isPlainInteger(value)) return { value, type: DOUBLE };
  const known = value === null || ["boolean", "number", "bigint", "string"].includes(typeof value);
  if (known) return { value };
  throw new TypeError(
    `Cannot bind a parameter: expected null, a boolean, number, bigint, string, Date or ` +
      `Uint8Array, received ${typeof value}`,
  );
}

function isPlainInteger(value: number): boolean {
  return Number.isSafeInteger(value) && !Object.is(value, -0);
}
