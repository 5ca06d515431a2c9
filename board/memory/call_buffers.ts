import type { SharedPool } from "./shared_pool.ts";

/** An array type of numbers. */
interface ArrayType<Values> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): Values;
}

/** What all arrays of numbers can do. */
interface Settable {
  set(values: ArrayLike<number>): void;
}

/**
 * What one log call sends along: copies of the caller's arrays, on shared
 * memory, so that they are copied once; and URLs that stand for blobs.
 */
export class CallBuffers {
  /** Bytes of memory that it takes. */
  byteCount = 0;
  readonly #pool: SharedPool;
  readonly #buffers: SharedArrayBuffer[] = [];
  readonly #urls: string[] = [];

  /** @param pool Where the memory comes from. */
  constructor(pool: SharedPool) {
    this.#pool = pool;
  }

  /** An array for the caller to fill; what is in it is anything. */
  array<Values>(type: ArrayType<Values>, length: number): Values {
    const buffer = this.#pool.take(length * type.BYTES_PER_ELEMENT);
    this.#buffers.push(buffer);
    this.byteCount += buffer.byteLength;
    return new type(buffer, 0, length);
  }

  /** A copy, converted as assigning to elements converts. */
  copy<Values extends Settable>(type: ArrayType<Values>, values: ArrayLike<number>): Values {
    const copy = this.array(type, values.length);
    copy.set(values);
    return copy;
  }

  /** A URL by which the writer reads a blob. */
  urlOf(blob: Blob): string {
    const url = URL.createObjectURL(blob);
    this.#urls.push(url);
    this.byteCount += blob.size;
    return url;
  }

  /** Gives all memory back: the writer has taken it over, or the call was refused. */
  release(): void {
    for (const buffer of this.#buffers.splice(0)) this.#pool.give(buffer);
    for (const url of this.#urls.splice(0)) URL.revokeObjectURL(url);
    this.byteCount = 0;
  }
}
