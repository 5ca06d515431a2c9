import type { SharedPool } from "./shared_pool.ts";

const MIN_CELLS = 16;
const TWO_TO_32 = 2 ** 32;

/**
 * 64-bit integers of the block that is being filled. They are written as pairs
 * of 32-bit words, so that no call of `log()` allocates a BigInt.
 */
export class Int64Cells {
  /** How many integers there are. */
  count = 0;
  readonly #pool: SharedPool;
  #words = new Uint32Array(0) as Uint32Array;

  /** @param pool Where their memory comes from. */
  constructor(pool: SharedPool) {
    this.#pool = pool;
  }

  /** Adds an integer within ±2^53. */
  push(value: number): void {
    const index = 2 * this.count++;
    if (index >= this.#words.length) this.#enlarge();
    this.#words[index] = value; // modulo 2^32
    this.#words[index + 1] = Math.floor(value / TWO_TO_32);
  }

  /** Returns the integers, and starts the next block, which is likely to be as long. */
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
