import { formatValue } from "./checks/format_value.ts";
import type { JsonValue } from "../format/json_value.ts";

/**
 * A copy of a JSON object. Properties that are `undefined` are left out, as
 * `JSON.stringify` does; whatever else it would change in silence is refused.
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

function checkJson(path: string, value: unknown, above: Set<object>): void {
  switch (typeof value) {
    case "string":
    case "boolean":
    case "undefined":
      return;
    case "number":
      if (Number.isFinite(value)) return;
      throw notJson(path, "a finite number", value);
    case "object":
      if (value !== null) checkObject(path, value, above);
      return;
    default:
      throw notJson(path, "JSON", value);
  }
}

function checkObject(path: string, value: object, above: Set<object>): void {
  if (above.has(value)) {
    throw new TypeError(
      `Cannot create a board: expected JSON in ${path}, received an object that contains itself`,
    );
  }
  const prototype = Object.getPrototypeOf(value);
  const isPlain = prototype === null || prototype === Object.prototype || Array.isArray(value);
  if (!isPlain) throw notJson(path, "JSON", value);
  above.add(value);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      // JSON.stringify would make null of it.
      if (item === undefined) throw notJson(`${path}[${index}]`, "JSON", item);
      checkJson(`${path}[${index}]`, item, above);
    }
  } else {
    for (const [key, item] of Object.entries(value)) checkJson(`${path}.${key}`, item, above);
  }
  above.delete(value);
}

function notJson(path: string, expected: string, received: unknown): TypeError {
  return new TypeError(
    `Cannot create a board: expected ${expected} in ${path}, received ${formatValue(received)}`,
  );
}
