import { RowChunk } from "../../writer/rows/row_chunk.ts";

const MIN_CHUNK_BYTES = 64 * 1024;
const MAX_CHUNK_BYTES = 1024 ** 2;
/** Rows that need so much room are wide: those of some thousand metrics. */
const MIN_WIDE_ROW_BYTES = 32 * 1024;
/** Of wide rows a chunk has about so many, as the writer makes blocks of the rows of one chunk … */
const WIDE_ROWS = 64;
/** … but no more bytes than this. */
const MAX_WIDE_CHUNK_BYTES = 8 * 1024 ** 2;

/**
 * The chunks of rows that the writer has not acknowledged. They are kept so
 * that the next writer can read them if this one fails.
 *
 * The garbage collector does not know how large shared memory is and leaves
 * gigabytes of it uncollected. So chunks are used again.
 */
export class RowQueue {
  /** The chunks in use, oldest first; rows are written to the last one. */
  readonly #chunks: RowChunk[] = [];
  readonly #free: RowChunk[] = [];
  readonly #maxChunkBytes: number;
  readonly #maxWideChunkBytes: number;
  #nextBytes = MIN_CHUNK_BYTES;
  #sealedBytes = 0;

  /** @param maxBytes How much may be unacknowledged. */
  constructor(maxBytes: number) {
    this.#maxChunkBytes = Math.max(MIN_CHUNK_BYTES, Math.min(MAX_CHUNK_BYTES, maxBytes / 4));
    this.#maxWideChunkBytes = Math.max(
      this.#maxChunkBytes,
      Math.min(MAX_WIDE_CHUNK_BYTES, maxBytes / 8),
    );
  }

  /** Returns the memory of all chunks in use, oldest first, for another writer to read. */
  startOver(): SharedArrayBuffer[] {
    for (const chunk of this.#chunks) chunk.hold();
    return this.#chunks.map(({ buffer }) => buffer);
  }

  /** How many bytes hold what is not acknowledged, as of the last {@linkcode acknowledge}. */
  get unackedBytes(): number {
    const current = this.#chunks.at(-1);
    if (current === undefined) return 0;
    return this.#sealedBytes + (current.end - current.acked) * Float64Array.BYTES_PER_ELEMENT;
  }

  /** The step of the oldest row without an acknowledgement; `undefined` where all have one. */
  get firstStep(): number | undefined {
    const oldest = this.#chunks.find(({ acked, end }) => acked < end);
    return oldest?.cells[oldest.acked + 1];
  }

  /** How many bytes the next chunk has, with room for so many. */
  nextBytes(minBytes: number): number {
    const size = Math.min(this.#nextBytes, this.#maxChunkBytes);
    // The room that is asked for has the numbers of the columns, too, which most rows leave out.
    const wideSize = Math.min(WIDE_ROWS * minBytes / 2, this.#maxWideChunkBytes);
    const needed = Math.max(minBytes, minBytes >= MIN_WIDE_ROW_BYTES ? wideSize : 0);
    return Math.max(size, Math.ceil(needed / MIN_CHUNK_BYTES) * MIN_CHUNK_BYTES);
  }

  /** Begins another chunk, with room for so many bytes. */
  add(minBytes: number): RowChunk {
    const size = this.nextBytes(minBytes);
    this.#nextBytes = 2 * size;
    const chunk = this.#takeFree(size) ?? new RowChunk(new SharedArrayBuffer(size));
    chunk.reset();
    const current = this.#chunks.at(-1);
    current?.seal();
    this.#sealedBytes += current?.buffer.byteLength ?? 0;
    this.#chunks.push(chunk);
    return chunk;
  }

  /** Frees the chunks of which the writer has acknowledged all, and which it has let go. */
  acknowledge(): void {
    for (;;) {
      const [oldest] = this.#chunks;
      if (oldest === undefined || !oldest.isFree) return;
      this.#chunks.shift();
      const { byteLength } = oldest.buffer;
      if (byteLength <= this.#maxWideChunkBytes) this.#free.push(oldest); // Not that of one huge text.
      this.#sealedBytes -= byteLength;
    }
  }

  /** Removes all chunks: nobody will read them. */
  clear(): void {
    this.#free.push(...this.#chunks.splice(0));
    this.#sealedBytes = 0;
  }

  #takeFree(size: number): RowChunk | undefined {
    const place = this.#free.findIndex(({ buffer }) => buffer.byteLength >= size);
    return place === -1 ? undefined : this.#free.splice(place, 1)[0];
  }
}
