import { formatValue, quote } from "./format_value.ts";
import { Histogram } from "../media/histogram.ts";
import { Media } from "../media/media.ts";
import { Table } from "../media/table.ts";

/**
 * Checks that what is logged is a record: values by name. A plain object is one, and so is an
 * instance of a class by the properties of its own.
 *
 * @throws {TypeError} For anything else, with the right form: its properties would be logged, or
 * nothing at all.
 */
export function checkRecord(values: unknown): void {
  if (typeof values === "object" && values !== null && isRecord(values)) return;
  throw new TypeError(
    `Cannot log: expected ${expectedFor(values)}, received ${formatValue(values)}`,
  );
}

/** Small, so that the compiler puts it into each log call. */
function isRecord(values: object): boolean {
  const prototype = Object.getPrototypeOf(values);
  return prototype === Object.prototype || prototype === null || isRecordOfClass(values);
}

function isRecordOfClass(values: object): boolean {
  if (
    Symbol.iterator in values || ArrayBuffer.isView(values) || values instanceof Error ||
    values instanceof Media || values instanceof Table || values instanceof Histogram
  ) return false;
  for (const _name in values) return true;
  return false;
}

function expectedFor(values: unknown): string {
  if (typeof values === "string") return `values by name, as { ${quote(values)}: 0.5 }`;
  if (values instanceof Map) return "a plain object, as Object.fromEntries(map)";
  if (values instanceof Promise) return "values by name; await the promise";
  if (values instanceof Media || values instanceof Table || values instanceof Histogram) {
    return "values by name, as { name: value }";
  }
  return "values by name, as { loss: 0.5 }";
}
