import { quote } from "./format_value.ts";
import { wrapError } from "./wrap_error.ts";

/**
 * Checks a name of a metric, a medium, a table or a histogram.
 *
 * @param what How the error calls it: `a metric name`.
 * @throws {TypeError} For a name that is empty or cannot be stored as text.
 */
export function checkLogName(name: string, what = "a name"): void {
  const reason = name === ""
    ? `expected ${what}, received none`
    : name.includes("\0")
    ? `${what} cannot contain a NUL character`
    : name.isWellFormed()
    ? undefined
    : `${what} cannot contain half a surrogate pair`;
  if (reason !== undefined) throw wrapError(`Cannot log ${quote(name)}`, new TypeError(reason));
}
