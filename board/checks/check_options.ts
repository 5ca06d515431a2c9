import { findUnknownOption } from "../../format/unknown_option.ts";
import { formatValue, quote } from "./format_value.ts";

/** So many options are named where there are none. */
const MAX_NAMED = 4;

/**
 * Checks that options are an object, and that each of them is known: one that is misspelled, or
 * spelled as in Python, must not be ignored.
 *
 * @param known The names of all options. An unknown one that is `undefined` is let through.
 * @param where The place of the options for an error message, as ` in the option forkFrom`.
 * @param names What other libraries call an option, and what it is called here.
 * @throws {TypeError} Otherwise; the message names the nearest option.
 */
export function checkOptions(
  options: unknown,
  known: readonly string[],
  where = "",
  names: Readonly<Record<string, string>> = {},
): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    const form = [...known.slice(0, MAX_NAMED), ...known.length > MAX_NAMED ? ["…"] : []];
    throw new TypeError(
      `expected options, as { ${form.join(", ")} }, received ${formatValue(options)}${where}`,
    );
  }
  const unknown = findUnknownOption(options, known, names);
  if (unknown === undefined) return;
  throw new TypeError(`expected ${unknown.expected}, received ${quote(unknown.name)}${where}`);
}
