/** Of more objects no listing is read: somebody who makes up keys need not come to an end. */
const MAX_OBJECTS = 20_000_000;
const MAX_PAGES = 100_000;
/** A list of what was removed may have pages with nothing in them, but not so many. */
const MAX_EMPTY_PAGES = 100;

/**
 * Whether a list of objects comes to its end. No key is in a list twice, so one that repeats itself
 * is known by the first keys of its pages.
 */
export class ListProgress {
  readonly #maxObjects: number;
  readonly #firstKeys = new Set<string>();
  #objects = 0;
  #emptyPages = 0;

  /** @param maxObjects For tests. Default: 20 million. */
  constructor(maxObjects: number = MAX_OBJECTS) {
    this.#maxObjects = maxObjects;
  }

  /** Takes note of the next page, before anything is left out of it. @returns Whether to go on. */
  take(page: readonly { key: string }[]): boolean {
    const first = page[0]?.key;
    this.#objects += page.length;
    this.#emptyPages = first === undefined ? this.#emptyPages + 1 : 0;
    const isRepeated = first !== undefined && this.#firstKeys.has(first);
    if (first !== undefined) this.#firstKeys.add(first);
    return !isRepeated && this.#emptyPages <= MAX_EMPTY_PAGES &&
      this.#objects <= this.#maxObjects && this.#firstKeys.size <= MAX_PAGES;
  }
}
