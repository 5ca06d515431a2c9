import type { SharedPool } from "./shared_pool.ts";

const MIN_ROWS = 16;

/**
 * The row numbers of a column's values, in the block that is being filled.
 * Nothing is stored as long as every row so far has a value.
 */
export class RowList {
  readonly #pool: SharedPool;
  #rows?: Uint32Array;

  /** @param pool Where the memory comes from. */
  constructor(pool: SharedPool) {
    this.#pool = pool;
  }

  /** Stores the row of a value that has `count` values before it. */
  set(count: number, row: number): void {
    if (row !== count || this.#rows !== undefined) this.#set(count, row);
  }

  /** The row of the last of `count` values; -1 where there are none. */
  last(count: number): number {
    return this.#rows?.[count - 1] ?? count - 1;
  }

  /**
   * Returns the rows of the first `count` values, and empties the list.
   * `undefined` means the rows 0 to `count` - 1.
   */
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
