import { type SharedColumn, STRIPE_LENGTH } from "../../protocol/shared_site.ts";
import type { SharedParts } from "./shared_parts.ts";

/** Reads some numbers of a column, the last one not included. */
export async function readColumn(
  parts: SharedParts,
  column: SharedColumn,
  from: number,
  to: number,
): Promise<Float64Array> {
  const numbers = new Float64Array(Math.max(0, to - from));
  const bytes = new Uint8Array(numbers.buffer);
  const reads: Promise<void>[] = [];
  for (let at = from; at < to;) {
    const index = Math.floor(at / STRIPE_LENGTH);
    const within = at - index * STRIPE_LENGTH;
    const end = Math.min(to, (index + 1) * STRIPE_LENGTH);
    const offset = at - from;
    const stripe = column[index];
    if (stripe === undefined) throw new RangeError(`A column has no stripe ${index}`);
    if (typeof stripe === "number") {
      const read = parts.read(stripe + 8 * within, 8 * (end - at));
      reads.push(read.then((found) => bytes.set(found, 8 * offset)));
    } else if (Array.isArray(stripe)) {
      const [first, stride] = stripe;
      for (let i = at; i < end; i++) numbers[i - from] = first + stride * (i - at + within);
    } else {
      numbers.set(stripe.values.slice(within, within + end - at), offset);
    }
    at = end;
  }
  await Promise.all(reads);
  return numbers;
}

/** Whether all numbers of a column can be computed. */
export function isComputed(column: SharedColumn): boolean {
  return column.every((stripe) => typeof stripe !== "number");
}

/** One number of a column that is computed. */
export function computedNumber(column: SharedColumn, index: number): number {
  const stripe = column[Math.floor(index / STRIPE_LENGTH)];
  const within = index % STRIPE_LENGTH;
  if (Array.isArray(stripe)) return stripe[0] + stripe[1] * within;
  return typeof stripe === "object" ? stripe.values[within] ?? NaN : NaN;
}
