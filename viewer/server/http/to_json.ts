import type { Json, JsonNumber } from "../../protocol/api.ts";

/** A number for JSON: `NaN` and the infinities become their names. */
export function toJsonNumber(value: number): JsonNumber {
  return Number.isFinite(value) ? value : String(value) as JsonNumber;
}

/**
 * A value of a query's result as JSON: times become ISO 8601, integers beyond
 * ±2^53 text, bytes hex, typed arrays lists.
 */
export function toJson(value: unknown): Json {
  switch (typeof value) {
    case "number":
      return toJsonNumber(value);
    case "bigint":
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    case "string":
    case "boolean":
      return value;
    case "object":
      return value === null ? null : toJsonObject(value);
    default:
      return value === undefined ? null : String(value);
  }
}

function toJsonObject(value: object): Json {
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? String(value) : value.toISOString();
  }
  if (value instanceof Uint8Array) return `0x${value.toHex()}`;
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>, toJson);
  if (Array.isArray(value)) return value.map(toJson);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
}
