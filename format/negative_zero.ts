/**
 * With a fraction: Python reads `-0` as the whole number 0. Browsers that cannot write it (Firefox
 * before 135, Safari before 18.4) write 0.
 */
const NEGATIVE_ZERO: unknown = (JSON as { rawJSON?(text: string): unknown }).rawJSON?.("-0.0") ?? 0;

/** A replacer for `JSON.stringify()`, which writes -0 as 0: JSON has a zero with a sign. */
export function keepSign(_key: string, value: unknown): unknown {
  return value === 0 && Object.is(value, -0) ? NEGATIVE_ZERO : value;
}

/** JSON of a value of plain objects and lists. To call a replacer for each part takes far longer. */
export function signedJson(value: unknown): string {
  return hasNegativeZero(value) ? JSON.stringify(value, keepSign) : JSON.stringify(value);
}

function hasNegativeZero(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return Object.is(value, -0);
  return (Array.isArray(value) ? value : Object.values(value)).some(hasNegativeZero);
}
