import { formatValue } from "./checks/format_value.ts";
import type { JsonValue } from "../format/json_value.ts";

/**
 * Copies a JSON object. Properties that are `undefined` are skipped, as
 * `JSON.stringify()` does. Whatever else it would change silently is refused.
 *
 * @throws {TypeError} Where something in it is not JSON; the message has its path.
 */
export function toJsonObject(option: string, value: unknown): { [key: string]: JsonValue } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw notJson(option, "an object", value);
  }
  checkJson(option, value, new Set());
  return JSON.parse(JSON.stringify(value));
}

function checkJson(path: string, value: unknown, ancestors: Set<object>): void {
  switch (typeof value) {
    case "string":
    case "boolean":
    case "undefined":
      return;
    case "number":
      if (Number.isFinite(value)) return;
      throw notJson(path, "a finite number", value);
    case "object":
      if (value !== null) checkObject(path, value, ancestors);
      return;
    default:
      throw notJson(path, "JSON", value);
  }
}

function checkObject(path: string, value: object, ancestors: Set<object>): void {
  if (ancestors.has(value)) {
    throw new TypeError(
      `Cannot create a board: expected JSON in ${path}, received an object that contains itself`,
    );
  }
  const prototype = Object.getPrototypeOf(value);
  const isPlain = prototype === null || prototype === Object.prototype || Array.isArray(value);
  if (!isPlain) throw notJson(path, "JSON", value);
  ancestors.add(value);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      // JSON.stringify() would write null.
      if (item === undefined) throw notJson(`${path}[${index}]`, "JSON", item);
      checkJson(`${path}[${index}]`, item, ancestors);
    }
  } else {
    for (const [key, item] of Object.entries(value)) checkJson(`${path}.${key}`, item, ancestors);
  }
  ancestors.delete(value);
}

function notJson(path: string, expected: string, received: unknown): TypeError {
  return new TypeError(
    `Cannot create a board: expected ${expected} in ${path}, received ${formatValue(received)}`,
  );
}
