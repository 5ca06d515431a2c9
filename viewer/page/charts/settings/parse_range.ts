import { isDivisible } from "./is_divisible.ts";

/** Reads a range of an axis from the address: `from~to`; `null` if the text is no valid range. */
export function parseRange(text: string): readonly [from: number, to: number] | null {
  const [from = NaN, to = NaN] = text.split("~").map(Number.parseFloat);
  return isDivisible(from, to) ? [from, to] : null;
}
