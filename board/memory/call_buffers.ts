import type { SharedPool } from "./shared_pool.ts";

/** The constructor of a typed array. */
interface ArrayType<Values> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): Values;
}

/** What all typed arrays have in common. */
interface Settable {
  set(values: ArrayLike<number>): void;
}

/**
 * The memory of one log call: copies of the caller's arrays, and URLs by which
 * the writer reads the caller's blobs.
 *
 * The copies are in shared memory, so that the message to the writer does not
 * copy them again.
 */
export class CallBuffers {
  /** How many bytes the copies and the blobs have. */
  byteCount = 0;
  readonly #pool: SharedPool;
  readonly #buffers: SharedArrayBuffer[] = [];
  readonly #urls: string[] = [];

  /** @param pool Where the memory comes from. */
  constructor(pool: SharedPool) {
    this.#pool = pool;
  }

  /** Returns an array to be filled. It is not zeroed. */
  array<Values>(type: ArrayType<Values>, length: number): Values {
    const buffer = this.#pool.take(length * type.BYTES_PER_ELEMENT);
    this.#buffers.push(buffer);
    this.byteCount += buffer.byteLength;
    return new type(buffer, 0, length);
  }

  /** Copies an array; each element is converted as an assignment would. */
  copy<Values extends Settable>(type: ArrayType<Values>, values: ArrayLike<number>): Values {
    const copy = this.array(type, values.length);
    copy.set(values);
    return copy;
  }

  /** Returns a URL by which the writer reads a blob. */
  urlOf(blob: Blob): string {
    const url = URL.createObjectURL(blob);
    this.#urls.push(url);
    this.byteCount += blob.size;
    return url;
  }

  /** Frees all memory: the writer has stored what was in it, or the call was refused. */
  release(): void {
    for (const buffer of this.#buffers.splice(0)) this.#pool.give(buffer);
    for (const url of this.#urls.splice(0)) URL.revokeObjectURL(url);
    this.byteCount = 0;
  }
}
