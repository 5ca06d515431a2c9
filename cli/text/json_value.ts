import { keepSign } from "../../format/negative_zero.ts";

/**
 * Converts a value to what JSON can hold: NaN and infinity to the strings `NaN`,
 * `Infinity` and `-Infinity`, big integers to text, times to ISO 8601, bytes to
 * base64.
 */
export function jsonValue(value: unknown): unknown {
  switch (typeof value) {
    case "number":
      return Number.isFinite(value) ? keepSign("", value) : String(value);
    case "bigint":
      return String(value);
    case "object":
      return jsonObject(value);
    default:
      return value;
  }
}

/** Converts named values with {@linkcode jsonValue}. */
export function jsonRecord(entries: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  // `fromEntries` defines each property; assigning would break a metric named `__proto__`.
  return Object.fromEntries([...entries].map(([name, value]) => [name, jsonValue(value)]));
}

/** Converts the fields of an object, with names as in `metadata.json`: `lastStep` to `last_step`. */
export function jsonFields(object: object): Record<string, unknown> {
  const snakeCase = (name: string) =>
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return jsonRecord(Object.entries(object).map(([name, value]) => [snakeCase(name), value]));
}

function jsonObject(value: object | null): unknown {
  if (value === null) return null;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return value.toBase64();
  if (value instanceof Float64Array || Array.isArray(value)) return Array.from(value, jsonValue);
  return jsonRecord(Object.entries(value));
}
