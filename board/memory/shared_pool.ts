/**
 * Shared memory for the arrays of log calls, reused once the writer has
 * acknowledged them.
 *
 * The garbage collector does not know how large shared memory is and leaves
 * gigabytes of it uncollected. So it must not become garbage.
 */
export class SharedPool {
  readonly #maxBytes: number;
  readonly #free = new Map<number, SharedArrayBuffer[]>();
  #freeBytes = 0;

  /** @param maxBytes How much free memory is kept; more is left to the garbage collector. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Returns memory of at least so many bytes. It is not zeroed. */
  take(byteLength: number): SharedArrayBuffer {
    const size = sizeClass(byteLength);
    const buffer = this.#free.get(size)?.pop();
    if (buffer === undefined) return new SharedArrayBuffer(size);
    this.#freeBytes -= size;
    return buffer;
  }

  /** Takes back memory that nobody reads any more. */
  give(buffer: SharedArrayBuffer): void {
    const size = buffer.byteLength;
    // A run that now logs arrays of another size no longer needs the old ones.
    if (this.#freeBytes + size > this.#maxBytes) this.#dropOtherSizes(size);
    if (this.#freeBytes + size > this.#maxBytes) return;
    this.#freeBytes += size;
    const free = this.#free.get(size);
    if (free === undefined) this.#free.set(size, [buffer]);
    else free.push(buffer);
  }

  #dropOtherSizes(size: number): void {
    const same = this.#free.get(size) ?? [];
    this.#free.clear();
    this.#free.set(size, same);
    this.#freeBytes = same.length * size;
  }
}

/**
 * Rounds a size up, so that arrays of similar sizes can use the same memory: to
 * a multiple of 1024 bytes, or of an eighth to a quarter of a large size.
 */
function sizeClass(byteLength: number): number {
  const step = Math.max(1024, 2 ** (Math.floor(Math.log2(Math.max(byteLength, 1))) - 2));
  return Math.max(1, Math.ceil(byteLength / step)) * step;
}
