import type { Buffer } from "node:buffer";

/** How much they may take: what comes then is not kept. */
const MAX_BYTES = 64 * 1024 ** 2;

/**
 * Small segments of a journal, in memory until their rows are read: that takes several readings, and
 * to open a file takes longer than to read a few blocks. A run that was resumed again and again has
 * many of them, and a stranger's journal may have no others.
 */
export class SmallSegments {
  readonly #segments = new Map<string, Buffer<ArrayBuffer>>();
  #byteCount = 0;

  /** All bytes of a segment, by its path, where they are kept. */
  get(path: string): Buffer<ArrayBuffer> | undefined {
    return this.#segments.get(path);
  }

  /** Keeps all bytes that a segment has, if there is room. */
  add(path: string, bytes: Buffer<ArrayBuffer>): void {
    if (this.#segments.has(path) || this.#byteCount + bytes.length > MAX_BYTES) return;
    this.#segments.set(path, bytes);
    this.#byteCount += bytes.length;
  }

  /** Forgets all. */
  clear(): void {
    this.#segments.clear();
    this.#byteCount = 0;
  }
}
