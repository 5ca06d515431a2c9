import { nearestNames } from "./nearest_names.ts";

/** An option that is not known, and which one was meant. */
export interface UnknownOption {
  /** What was given. */
  name: string;
  /** What it should be, in words: the nearest known option, or all of them. */
  expected: string;
}

/**
 * Finds an option that is misspelled, or spelled as in Python: it must not be ignored.
 *
 * @param known The names of all options. An unknown one that is `undefined` is let through.
 * @param names What other libraries call an option, and what it is called here.
 */
export function findUnknownOption(
  options: object,
  known: readonly string[],
  names: Readonly<Record<string, string>> = {},
): UnknownOption | undefined {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || known.includes(name)) continue;
    return { name, expected: expectedOptions(name, known, names) };
  }
}

function expectedOptions(
  name: string,
  known: readonly string[],
  names: Readonly<Record<string, string>>,
): string {
  const spelled = (text: string) => text.toLowerCase().replaceAll(/[_-]/g, "");
  const same = known.find((option) => spelled(option) === spelled(name));
  const other = Object.keys(names).find((one) => spelled(one) === spelled(name));
  const nearest = same ?? (other === undefined ? nearestNames(name, known)[0] : names[other]);
  return nearest === undefined ? `the options ${known.join(", ")}` : `the option ${nearest}`;
}
