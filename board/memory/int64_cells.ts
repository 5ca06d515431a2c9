import type { SharedPool } from "./shared_pool.ts";

const MIN_CELLS = 16;
const TWO_TO_32 = 2 ** 32;

/**
 * 64-bit integers of a block that is being filled, as pairs of 32-bit words:
 * no BigInt is made a call.
 */
export class Int64Cells {
  /** How many there are. */
  count = 0;
  readonly #pool: SharedPool;
  #words = new Uint32Array(0) as Uint32Array;

  /** @param pool The memory for them. */
  constructor(pool: SharedPool) {
    this.#pool = pool;
  }

  /** Adds an integer within ±2^53. */
  push(value: number): void {
    const at = 2 * this.count++;
    if (at >= this.#words.length) this.#enlarge();
    this.#words[at] = value; // modulo 2^32
    this.#words[at + 1] = Math.floor(value / TWO_TO_32);
  }

  /** The integers; the next block starts empty, and is likely to be as long as this one. */
  take(): BigInt64Array {
    const values = new BigInt64Array(this.#words.buffer, 0, this.count);
    this.#words = this.#pool.takeArray(Uint32Array, 2 * this.count);
    this.count = 0;
    return values;
  }

  #enlarge(): void {
    const length = Math.max(2 * MIN_CELLS, 2 * this.#words.length);
    this.#words = this.#pool.enlargeArray(this.#words, Uint32Array, length);
  }
}
