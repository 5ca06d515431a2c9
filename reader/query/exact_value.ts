import type { DuckDBValue } from "@duckdb/node-api";
import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
} from "../duckdb/duckdb_bundle.js";
import type { SqlValue } from "./sql_result.ts";
import { convertNested, dateText, toSqlValue } from "./sql_value.ts";

/** A decimal of so many digits is the shortest text of the double that is nearest to it. */
const EXACT_DIGITS = 15;

/**
 * Converts a value of DuckDB's to JavaScript without losing a digit: as
 * `toSqlValue()`, but decimals of more than 15 digits, dates, timestamps and
 * blobs become text.
 */
export function toExactValue(value: DuckDBValue): SqlValue {
  if (typeof value !== "object" || value === null) return toSqlValue(value);
  if (value instanceof DuckDBDecimalValue) return decimal(value);
  if (value instanceof DuckDBDateValue) return dateText(value);
  if (value instanceof DuckDBBlobValue) return `0x${value.bytes.toHex()}`;
  // The text of this type has the hour of this machine's time zone.
  if (value instanceof DuckDBTimestampTZValue) {
    return timestamp(String(new DuckDBTimestampValue(value.micros)), 6);
  }
  const digits = fractionDigits(value);
  if (digits !== undefined) return timestamp(String(value), digits);
  const nested = convertNested(value, toExactValue);
  return nested === undefined ? toSqlValue(value) : nested;
}

function decimal(value: DuckDBDecimalValue): number | string {
  const digits = String(value.value).replace(/^-/, "").replace(/0+$/, "");
  return digits.length <= EXACT_DIGITS ? value.toDouble() : String(value);
}

/** How many digits behind the point a timestamp has; `undefined` for any other value. */
function fractionDigits(value: object): number | undefined {
  if (value instanceof DuckDBTimestampValue) return 6;
  if (value instanceof DuckDBTimestampMillisecondsValue) return 3;
  if (value instanceof DuckDBTimestampNanosecondsValue) return 9;
  return value instanceof DuckDBTimestampSecondsValue ? 0 : undefined;
}

/** A timestamp of DuckDB's as ISO 8601 in UTC; infinities and years before 1 stay as they are. */
function timestamp(text: string, digits: number): string {
  const [, day, time, fraction = ""] =
    /^(\d+-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?$/.exec(text) ?? [];
  if (day === undefined) return text;
  return `${day}T${time}${digits === 0 ? "" : `.${fraction.padEnd(digits, "0")}`}Z`;
}
