import { createHash } from "node:crypto";
import {
  type SharedColumn,
  type SharedStripe,
  STRIPE_LENGTH,
} from "../viewer/protocol/shared_site.ts";
import type { PartWriter } from "./part_writer.ts";

/** So few numbers stand in JSON themselves. */
const MAX_INLINE = 64;

/**
 * Writes columns of numbers into the parts of a board. A stripe that is there
 * already is not written again: metrics that were logged together have the same
 * times.
 */
export class ColumnStore {
  readonly #parts: PartWriter;
  readonly #known = new Map<string, number>();

  /** @param parts Where the stripes go. */
  constructor(parts: PartWriter) {
    this.#parts = parts;
  }

  /** Writes a stripe. */
  async write(numbers: Float64Array<ArrayBuffer>): Promise<SharedStripe> {
    const series = arithmeticOf(numbers);
    if (series !== undefined) return series;
    // JSON has no -0.
    if (numbers.length <= MAX_INLINE && numbers.every((value) => !Object.is(value, -0))) {
      return { values: [...numbers] };
    }
    const bytes = new Uint8Array(numbers.buffer);
    const hash = createHash("sha256").update(bytes).digest("base64");
    const known = this.#known.get(hash);
    if (known !== undefined) return known;
    const at = await this.#parts.append(bytes);
    this.#known.set(hash, at);
    return at;
  }
}

/** A column of finite numbers that is being written. */
export class ColumnWriter {
  readonly #store: ColumnStore;
  readonly #stripes: SharedStripe[] = [];
  #numbers: number[] = [];

  /** Writes nothing yet. */
  constructor(store: ColumnStore) {
    this.#store = store;
  }

  /** Adds a number. What is full is written by {@linkcode flush}. */
  push(value: number): void {
    this.#numbers.push(value);
  }

  /** Writes the stripes that are full. */
  async flush(): Promise<void> {
    while (this.#numbers.length >= STRIPE_LENGTH) {
      const stripe = Float64Array.from(this.#numbers.slice(0, STRIPE_LENGTH));
      this.#numbers = this.#numbers.slice(STRIPE_LENGTH);
      this.#stripes.push(await this.#store.write(stripe));
    }
  }

  /** Writes the rest. */
  async finish(): Promise<SharedColumn> {
    await this.flush();
    if (this.#numbers.length > 0) {
      this.#stripes.push(await this.#store.write(Float64Array.from(this.#numbers)));
      this.#numbers = [];
    }
    return this.#stripes;
  }
}

/** The first number and the stride, if all numbers follow from them exactly. */
function arithmeticOf(numbers: Float64Array): [first: number, stride: number] | undefined {
  const first = numbers[0] ?? 0;
  const stride = numbers.length > 1 ? (numbers[1] ?? 0) - first : 0;
  // JSON has neither.
  if (Object.is(first, -0) || !Number.isFinite(stride)) return undefined;
  for (let i = 0; i < numbers.length; i++) {
    if (!Object.is(first + stride * i, numbers[i])) return undefined;
  }
  return [first, stride];
}
