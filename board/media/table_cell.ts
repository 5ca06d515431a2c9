import { formatValue } from "../checks/format_value.ts";
import { Media } from "./media.ts";
import type { TableColumnType } from "../../format/tables.ts";

/** A cell of a {@linkcode Table}. Numbers that are not finite are the strings "NaN", "Infinity" and "-Infinity". */
export type TableCell = string | number | boolean | null | Media;

const LARGEST_BIGINT = 2n ** 53n;

/**
 * Finds the type that all values of a column have; text where they differ.
 *
 * @throws {TypeError} Where only some of them are media.
 */
export function inferType(values: readonly unknown[]): TableColumnType {
  let common: TableColumnType | undefined;
  for (const value of values) {
    const type = typeOf(value);
    if (type === undefined || type === common) continue;
    if (common === undefined) common = type;
    else if (type === "media" || common === "media") {
      throw new TypeError(
        `expected media alone in it, received ${formatValue(value)} among others`,
      );
    } else common = "text";
  }
  return common ?? "text";
}

/**
 * Converts a value to a cell of a column of this type.
 *
 * @throws {TypeError} For a value that does not fit the type.
 */
export function toTableCell(value: unknown, type: TableColumnType): TableCell {
  if (value === null || value === undefined) return null;
  switch (type) {
    case "text":
      return toText(value);
    case "media":
      return value instanceof Media ? value : new Media(value as Media["data"]);
    case "number":
    case "boolean":
      if (typeOf(value) === type) return toJson(value) as number | boolean;
      throw new TypeError(`expected a ${type}, received ${formatValue(value)}`);
  }
}

function typeOf(value: unknown): TableColumnType | undefined {
  switch (typeof value) {
    case "undefined":
      return undefined;
    case "number":
    case "boolean":
      return typeof value as "number" | "boolean";
    case "bigint":
      return isExact(value) ? "number" : "text";
    case "string":
      return "text";
    case "object":
      if (value === null) return undefined;
      return value instanceof Media ? "media" : "text";
    default:
      throw new TypeError(`expected cells that can be stored, received ${formatValue(value)}`);
  }
}

function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object") {
    typeOf(value); // Throws for functions and symbols.
    return String(value);
  }
  if (value instanceof Date) return String(toJson(value));
  if (value instanceof Media) throw new TypeError("expected a text, received a Media");
  try {
    return JSON.stringify(value, (_key, item) => toJson(item)) ?? String(value);
  } catch (cause) {
    throw new TypeError(
      `expected JSON, received ${formatValue(value)} (${(cause as Error).message})`,
      { cause },
    );
  }
}

/** Replaces a value that JSON cannot express by one that it can. */
function toJson(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "bigint") return isExact(value) ? Number(value) : String(value);
  if (value instanceof Date) return isNaN(value.getTime()) ? String(value) : value.toISOString();
  if (value instanceof Media) {
    throw new TypeError("expected a medium to be a cell of its own, received one within a cell");
  }
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
    ? Array.from(value as Float64Array)
    : value;
}

function isExact(value: bigint): boolean {
  return value >= -LARGEST_BIGINT && value <= LARGEST_BIGINT;
}
