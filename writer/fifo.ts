/** From so many removed items on, the place that they took is given back. */
const MIN_COMPACTED = 1024;

/**
 * A queue, oldest first. `Array.shift()` moves all items that are left: of 40,000, which the tables
 * of a busy loop are soon, that takes half a millisecond, and of all the square of their number.
 */
export class Fifo<T> implements Iterable<T> {
  #items: (T | undefined)[] = [];
  /** How many items at the beginning of the array have been removed. */
  #removed = 0;

  /** How many items there are. */
  get length(): number {
    return this.#items.length - this.#removed;
  }

  /** The oldest item; `undefined` where there is none. */
  get first(): T | undefined {
    return this.#items[this.#removed];
  }

  /** Adds an item behind all others. */
  add(item: T): void {
    this.#items.push(item);
  }

  /** Removes the oldest item, and returns it; `undefined` where there is none. */
  remove(): T | undefined {
    if (this.length === 0) return undefined;
    const item = this.first;
    this.#items[this.#removed] = undefined; // Its memory is free from now on.
    this.#removed++;
    if (this.length === 0) this.clear();
    else if (this.#removed >= MIN_COMPACTED && this.#removed > this.length) {
      this.#items = this.#items.slice(this.#removed);
      this.#removed = 0;
    }
    return item;
  }

  /** Removes all items. */
  clear(): void {
    this.#items = [];
    this.#removed = 0;
  }

  /** The items, oldest first. */
  *[Symbol.iterator](): IterableIterator<T> {
    for (let i = this.#removed; i < this.#items.length; i++) yield this.#items[i] as T;
  }
}
