/** With a fraction: Python reads `-0` as the whole number 0. */
const NEGATIVE_ZERO = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON("-0.0");

/** A replacer for `JSON.stringify()`, which writes -0 as 0: JSON has a zero with a sign. */
export function keepSign(_key: string, value: unknown): unknown {
  return value === 0 && Object.is(value, -0) ? NEGATIVE_ZERO : value;
}
