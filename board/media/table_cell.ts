import { formatValue } from "../checks/format_value.ts";
import { isExact } from "../checks/is_exact.ts";
import { toJson } from "../checks/to_json.ts";
import { Media } from "./media.ts";
import { keepSign } from "../../format/negative_zero.ts";
import type { JsonValue } from "../../format/json_value.ts";
import type { TableColumnType } from "../../format/tables.ts";

/** A cell of a {@linkcode Table}. Numbers that are not finite are the strings "NaN", "Infinity" and "-Infinity". */
export type TableCell = string | number | boolean | null | Media;

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

function toText(value: unknown): string | null {
  if (value instanceof Media) throw new TypeError("expected a text, received a Media");
  const json: JsonValue | undefined = toJson(value);
  // As an invalid time of Luxon or Day.js, whose `toJSON()` gives null.
  if (json === null || json === undefined) return null;
  if (typeof json === "object") return JSON.stringify(json, keepSign);
  return Object.is(json, -0) ? "-0" : String(json);
}
