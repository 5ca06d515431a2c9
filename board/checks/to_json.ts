import { formatValue, quote } from "./format_value.ts";
import { isExact } from "./is_exact.ts";
import { checkAttached } from "./number_arrays.ts";
import { Media } from "../media/media.ts";
import { CONFIG_LIMITS } from "../../format/json_limits.ts";
import type { JsonValue } from "../../format/json_value.ts";

/** Deeper values are not followed: whoever reads the JSON by recursion would exhaust its stack. */
const MAX_DEPTH = CONFIG_LIMITS.depth;

/** How {@linkcode toJson} treats a value. */
export interface ToJsonOptions {
  /** The place of the value for an error message, as ` in config`. Default: none. */
  readonly where?: string;
  /** Whether `undefined` in a list is refused; else it becomes `null`, as in `JSON.stringify()`. Default: `false`. */
  readonly refusesGaps?: boolean;
}

/**
 * Converts a value to JSON.
 *
 * | value                                        | becomes                                     |
 * | -------------------------------------------- | ------------------------------------------- |
 * | a `Number`, `String`, `Boolean`, as of `new String("x")` | its value                       |
 * | NaN, ±Infinity                               | the texts `NaN`, `Infinity`, `-Infinity`    |
 * | a `bigint` within ±2^53; beyond              | a number; a text                            |
 * | what has `toJSON()`, as a `Date` or a `URL`  | what that returns                           |
 * | an array, a typed array, a `Set`             | a list                                      |
 * | a plain object, a `Map`, an instance's own properties | an object                          |
 * | an `Error`, a `RegExp`, what else has a text of its own | that text                        |
 *
 * Properties that are `undefined`, or whose key is a symbol, are left out, as in `JSON.stringify()`.
 *
 * @param options See {@linkcode ToJsonOptions}.
 * @throws {TypeError} For what is in none of these rows, as a function or a promise; for what
 * contains itself or is nested more than 190 deep.
 */
export function toJson(value: unknown, options: ToJsonOptions = {}): JsonValue {
  const { where = "", refusesGaps = false } = options;
  return new Converter(refusesGaps).convert(value, where, []);
}

class Converter {
  readonly #refusesGaps: boolean;

  constructor(refusesGaps: boolean) {
    this.#refusesGaps = refusesGaps;
  }

  /** @param ancestors The objects that the value is in. */
  convert(value: unknown, where: string, ancestors: readonly object[]): JsonValue {
    switch (typeof value) {
      case "string":
        return value.toWellFormed(); // UTF-8 has no half of a surrogate pair.
      case "boolean":
      case "undefined":
        return value;
      case "number":
        return Number.isFinite(value) ? value : String(value);
      case "bigint":
        return isExact(value) ? Number(value) : String(value);
      case "object":
        return value === null ? null : this.#convertObject(value, where, ancestors);
      default:
        throw noJson(where, formatValue(value));
    }
  }

  #convertObject(value: object, where: string, ancestors: readonly object[]): JsonValue {
    const primitive = unbox(value);
    if (primitive !== value) return this.convert(primitive, where, ancestors);
    if (ancestors.includes(value)) throw noJson(where, "an object that contains itself");
    if (ancestors.length > MAX_DEPTH) {
      throw noJson(`${where.slice(0, 40)}…`, `an object nested more than ${MAX_DEPTH} deep`);
    }
    const within = [...ancestors, value];
    if (value instanceof Media) {
      throw new TypeError(
        `expected a medium to be a cell of its own, received one within a cell${where}`,
      );
    }
    if (value instanceof Date && isNaN(value.getTime())) return String(value);
    if ("toJSON" in value && typeof value.toJSON === "function") {
      return this.convert(value.toJSON(), where, within);
    }
    const list = toList(value);
    if (list !== undefined) {
      return list.map((item, index) => this.#convertItem(item, at(where, `[${index}]`), within));
    }
    const entries = value instanceof Map ? mapEntries(value, where) : toEntries(value);
    if (entries !== undefined) {
      const converted = entries
        .map(([key, item]) =>
          [key.toWellFormed(), this.convert(item, at(where, `.${key}`), within)] as const
        );
      return Object.fromEntries(converted.filter(([, item]) => item !== undefined));
    }
    const text = String(value);
    // What has no text of its own is said to be an "[object …]".
    if (/^\[object .*\]$/.test(text)) throw noJson(where, formatValue(value));
    return text;
  }

  #convertItem(item: unknown, where: string, ancestors: readonly object[]): JsonValue {
    if (item !== undefined) return this.convert(item, where, ancestors);
    if (this.#refusesGaps) throw noJson(where, "undefined");
    return null;
  }
}

/** The value of what `new String("x")` and the like give: its properties are the characters. */
function unbox(value: object): unknown {
  const isBoxed = value instanceof String || value instanceof Number ||
    value instanceof Boolean || value instanceof BigInt;
  return isBoxed ? value.valueOf() : value;
}

function toList(value: object): unknown[] | undefined {
  if (Array.isArray(value)) return Array.from(value); // Holes become undefined.
  if (value instanceof Set) return [...value];
  if (!ArrayBuffer.isView(value) || value instanceof DataView) return undefined;
  checkAttached(value);
  return Array.from(value as unknown as ArrayLike<unknown>);
}

function toEntries(value: object): [string, unknown][] | undefined {
  if (value instanceof Error || value instanceof RegExp) return undefined;
  const entries = Object.entries(value);
  const prototype = Object.getPrototypeOf(value);
  return entries.length > 0 || prototype === null || prototype === Object.prototype
    ? entries
    : undefined;
}

/** A key of a map may be anything; one of an object is a text. */
function mapEntries(map: ReadonlyMap<unknown, unknown>, where: string): [string, unknown][] {
  const entries = new Map<string, unknown>();
  for (const [key, item] of map) {
    const json = toJson(key, { where });
    if (typeof json === "object" && json !== null) {
      throw noJson(where, `a Map with ${formatValue(key)} as a key`);
    }
    const name = String(json);
    if (entries.has(name)) {
      throw noJson(where, `a Map with two keys that are ${quote(name)} as text`);
    }
    entries.set(name, item);
  }
  return [...entries];
}

function at(where: string, part: string): string {
  return where === "" ? ` in ${part.replace(/^\./, "")}` : `${where}${part}`;
}

function noJson(where: string, received: string): TypeError {
  return new TypeError(`expected JSON${where}, received ${received}`);
}
