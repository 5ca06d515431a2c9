/**
 * Numbers and sizes as people read them.
 *
 * @module
 */

export { formatBytes } from "../../format/format_bytes.ts";

/** `1,234`, of an integer. Its `toLocaleString()` makes V8 load what it knows of languages: 25 ms. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** `3 rows`, `1 row` */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/**
 * A number to five significant digits, but with all digits before its point and one behind it:
 * what looks like a whole number is one, or nearly so. Whole numbers are in full.
 */
export function formatNumber(value: number): string {
  if (Object.is(value, -0)) return "-0";
  if (!Number.isFinite(value) || Number.isInteger(value)) return String(value);
  if (Math.abs(value) >= 1e4) return String(Number(value.toFixed(1)));
  const rounded = Number(value.toPrecision(5));
  return Math.abs(rounded) >= 1e-4 ? String(rounded) : rounded.toExponential();
}
