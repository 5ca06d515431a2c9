/** A number that is written with more characters than this is shortened. */
const MAX_LENGTH = 10;

/** How many digits of a shortened number are shown, its first zeros not counted. */
const DIGITS = 6;

/**
 * A number of a config, a table cell or a metric: as it is written in full if
 * that is short or a whole number. Otherwise its first digits, followed by `…`:
 * never a number that was not logged. All digits before the point are shown.
 *
 * @example
 * ```ts
 * import { formatNumber } from "./format_number.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([12345678901, 2 / 3, 1e-9 / 7].map(formatNumber), [
 *   "12345678901",
 *   "0.666666…",
 *   "1.42857…e-10",
 * ]);
 * ```
 */
export function formatNumber(value: number): string {
  const text = Object.is(value, -0) ? "-0" : String(value);
  if (!Number.isFinite(value) || Number.isInteger(value) || text.length <= MAX_LENGTH) return text;
  const [, sign = "", whole = "", fraction = "", exponent = ""] =
    /^(-?)(\d+)\.?(\d*)(e.*)?$/.exec(text) ?? [];
  const zeros = whole === "0" ? /^0*/.exec(fraction)?.[0].length ?? 0 : 0;
  const kept = whole === "0" ? zeros + DIGITS : Math.max(1, DIGITS - whole.length);
  if (fraction.length <= kept) return text;
  return `${sign}${whole}.${fraction.slice(0, kept)}…${exponent}`;
}
