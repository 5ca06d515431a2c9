import { quote } from "./format_value.ts";
import { wrapError } from "./wrap_error.ts";

/** Longer ones are no names: each row and each commit would carry them. */
const MAX_NAME_LENGTH = 64 * 1024;

/**
 * Checks a name of a metric, a medium, a table or a histogram.
 *
 * @param what How the error calls it: `a metric name`.
 * @throws {TypeError} For a name that is empty, too long, or cannot be stored as text.
 */
export function checkLogName(name: string, what = "a name"): void {
  const reason = name === ""
    ? `expected ${what}, received none`
    : name.length > MAX_NAME_LENGTH
    ? `expected ${what} of at most ${MAX_NAME_LENGTH} characters, received ${name.length}`
    : name.includes("\0")
    ? `${what} cannot contain a NUL character`
    : name.isWellFormed()
    ? undefined
    : `${what} cannot contain half a surrogate pair`;
  if (reason !== undefined) throw wrapError(`Cannot log ${quote(name)}`, new TypeError(reason));
}
