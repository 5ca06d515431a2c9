import { nearestNames } from "../../format/nearest_names.ts";
import { formatValue, quote } from "./format_value.ts";

/**
 * Checks that options are an object, and that each of them is known: one that is misspelled, or
 * spelled as in Python, must not be ignored.
 *
 * @param known The names of all options. An unknown one that is `undefined` is let through.
 * @throws {TypeError} Otherwise; the message names the nearest option.
 */
export function checkOptions(options: unknown, known: readonly string[]): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(`expected options, received ${formatValue(options)}`);
  }
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || known.includes(name)) continue;
    throw new TypeError(`expected ${expectedOptions(name, known)}, received ${quote(name)}`);
  }
}

function expectedOptions(name: string, known: readonly string[]): string {
  const spelled = (text: string) => text.toLowerCase().replaceAll(/[_-]/g, "");
  const same = known.find((option) => spelled(option) === spelled(name));
  const nearest = same ?? nearestNames(name, known)[0];
  return nearest === undefined ? `the options ${known.join(", ")}` : `the option ${nearest}`;
}
