import type { SharedPool } from "./shared_pool.ts";

const MIN_ROWS = 16;

/**
 * The rows of a column's values, in the block that is being filled. As long as
 * every row has a value, nothing is kept.
 */
export class RowList {
  readonly #pool: SharedPool;
  #rows?: Uint32Array;

  /** @param pool The memory for what is kept. */
  constructor(pool: SharedPool) {
    this.#pool = pool;
  }

  /** Notes the row of a value, of which there are `count` before it. */
  set(count: number, row: number): void {
    if (row !== count || this.#rows !== undefined) this.#set(count, row);
  }

  /** The rows of the first `count` values, where they are not the first rows; the list is then empty. */
  take(count: number): Uint32Array | undefined {
    const rows = this.#rows?.subarray(0, count);
    this.#rows = undefined;
    return rows;
  }

  #set(count: number, row: number): void {
    if (this.#rows === undefined) {
      this.#rows = this.#pool.takeArray(Uint32Array, Math.max(MIN_ROWS, 2 * count));
      for (let i = 0; i < count; i++) this.#rows[i] = i;
    } else if (count === this.#rows.length) {
      this.#rows = this.#pool.enlargeArray(this.#rows, Uint32Array, 2 * count);
    }
    this.#rows[count] = row;
  }
}
