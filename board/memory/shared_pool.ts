type NumberArray = Float64Array | Uint32Array | Uint8Array;

/** The constructor of a {@linkcode NumberArray}. */
interface ArrayType<T> {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): T;
  new (buffer: SharedArrayBuffer): T;
}

/** Of shorter arrays a copy costs less than to share them. */
const MIN_SHARED_BYTES = 4096;

/**
 * Shared memory for the arrays of log calls, used again and again.
 *
 * The garbage collector does not know how large shared memory is and lets
 * gigabytes of it lie, so it must not come to be garbage.
 */
export class SharedPool {
  readonly #maxBytes: number;
  readonly #free = new Map<number, SharedArrayBuffer[]>();
  #freeBytes = 0;

  /** @param maxBytes How much may lie unused; what is more goes to the garbage collector. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Memory of at least so many bytes. What is in it is anything. */
  take(byteLength: number): SharedArrayBuffer {
    const size = sizeClass(byteLength);
    const buffer = this.#free.get(size)?.pop();
    if (buffer === undefined) return new SharedArrayBuffer(size);
    this.#freeBytes -= size;
    return buffer;
  }

  /** Gives memory back that nobody reads any more. */
  give(buffer: SharedArrayBuffer): void {
    const size = buffer.byteLength;
    // A run that goes over to another size of arrays has no use for the old ones.
    if (this.#freeBytes + size > this.#maxBytes) this.#forgetOthers(size);
    if (this.#freeBytes + size > this.#maxBytes) return;
    this.#freeBytes += size;
    const free = this.#free.get(size);
    if (free === undefined) this.#free.set(size, [buffer]);
    else free.push(buffer);
  }

  /** An array of at least so many elements, on shared memory unless it is short. */
  takeArray<T extends NumberArray>(type: ArrayType<T>, length: number): T {
    const byteLength = length * type.BYTES_PER_ELEMENT;
    if (byteLength < MIN_SHARED_BYTES) return new type(length);
    return new type(this.take(byteLength));
  }

  /** A longer array with the same elements, in exchange for a shorter one. */
  enlargeArray<T extends NumberArray>(array: T, type: ArrayType<T>, length: number): T {
    const larger = this.takeArray(type, length);
    larger.set(array);
    this.giveArray(array);
    return larger;
  }

  /** Gives the memory of an array back, where it is shared. */
  giveArray({ buffer }: { readonly buffer: ArrayBufferLike }): void {
    if (buffer instanceof SharedArrayBuffer) this.give(buffer);
  }

  #forgetOthers(size: number): void {
    const same = this.#free.get(size) ?? [];
    this.#free.clear();
    this.#free.set(size, same);
    this.#freeBytes = same.length * size;
  }
}

/** Sizes in steps of a quarter to an eighth, so that arrays of like size share their memory. */
function sizeClass(byteLength: number): number {
  const step = Math.max(1024, 2 ** (Math.floor(Math.log2(Math.max(byteLength, 1))) - 2));
  return Math.max(1, Math.ceil(byteLength / step)) * step;
}
