/**
 * Numbers and sizes as people read them.
 *
 * @module
 */

const BYTE_UNITS = ["kB", "MB", "GB", "TB"];

/** `1,234` */
export function formatCount(count: number): string {
  return count.toLocaleString("en");
}

/** `3 rows`, `1 row` */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** `1.2 MB`, in powers of 1000. */
export function formatBytes(bytes: number): string {
  let [value, unit] = [bytes, "B"];
  for (const larger of BYTE_UNITS) {
    if (value < 999.5) break;
    [value, unit] = [value / 1000, larger];
  }
  return `${value.toFixed(unit === "B" || value >= 99.95 ? 0 : 1)} ${unit}`;
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
