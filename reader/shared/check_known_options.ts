import { findUnknownOption } from "../../format/unknown_option.ts";

/** The names of {@linkcode CallOptions}. */
export const CALL_OPTIONS = ["timeoutMs", "signal"];

/**
 * Checks that options are an object, and that each of them is known, before anything is read.
 *
 * @param action What was to be done, as `open`.
 * @throws {TypeError} Otherwise; the message names the nearest option.
 */
export function checkKnownOptions(
  action: string,
  options: unknown,
  known: readonly string[],
): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(
      `Cannot ${action}: expected an object with the options ${known.join(", ")}, received ` +
        describe(options),
    );
  }
  const unknown = findUnknownOption(options, known);
  if (unknown === undefined) return;
  throw new TypeError(
    `Cannot ${action}: expected ${unknown.expected}, received ${
      JSON.stringify(unknown.name.slice(0, 100))
    }`,
  );
}

function describe(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : `a ${typeof value}`;
}
