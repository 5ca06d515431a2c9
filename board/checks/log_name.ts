import { quote } from "./format_value.ts";
import { wrapError } from "./wrap_error.ts";

/**
 * Checks a name that something is logged under.
 *
 * @param what What the name is of, for the error: `a metric name`.
 * @throws {TypeError} For a name that cannot be kept as text.
 */
export function checkLogName(name: string, what = "a name"): void {
  const reason = name === ""
    ? `expected ${what}, received none`
    : name.includes("\0")
    ? `${what} cannot have a NUL in it`
    : name.isWellFormed()
    ? undefined
    : `${what} cannot have half a surrogate pair in it`;
  if (reason !== undefined) throw wrapError(`Cannot log ${quote(name)}`, new TypeError(reason));
}
