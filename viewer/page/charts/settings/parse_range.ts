import { isDivisible } from "./is_divisible.ts";

/** A piece of an axis as it stands in the address, `from~to`; `null` where it is none. */
export function parseRange(text: string): readonly [from: number, to: number] | null {
  const [from, to] = text.split("~").map(Number.parseFloat);
  return isDivisible(from, to) ? [from, to] : null;
}
