import { findUnknownOption } from "../../format/unknown_option.ts";
import { formatValue, quote } from "./format_value.ts";

/**
 * Checks that options are an object, and that each of them is known: one that is misspelled, or
 * spelled as in Python, must not be ignored.
 *
 * @param known The names of all options. An unknown one that is `undefined` is let through.
 * @param where The place of the options for an error message, as ` in the option forkFrom`.
 * @throws {TypeError} Otherwise; the message names the nearest option.
 */
export function checkOptions(options: unknown, known: readonly string[], where = ""): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(`expected options, received ${formatValue(options)}${where}`);
  }
  const unknown = findUnknownOption(options, known);
  if (unknown === undefined) return;
  throw new TypeError(`expected ${unknown.expected}, received ${quote(unknown.name)}${where}`);
}
