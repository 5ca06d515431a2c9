/** The words of a chunk's head. */
const WORD = { end: 0, acked: 1, sealed: 2, released: 3 };
const WORD_COUNT = 4;

/** Where the first entry begins, in cells of 8 bytes. */
export const FIRST_CELL: number = WORD_COUNT * Int32Array.BYTES_PER_ELEMENT /
  Float64Array.BYTES_PER_ELEMENT;

/** How many cells an entry has before its columns and values. */
export const ENTRY_HEAD_CELLS = 4;

/** An entry's first cell is its number of values times {@linkcode FLAG_STEP}, plus its flags. */
export const FLAG_STEP = 4;
/** The entry lists its columns; without this flag they are those of the entry before. */
export const LISTS_COLUMNS = 1;
/** The log call has media, tables or histograms too, which come in a message. */
export const HAS_RECORDS = 2;

/**
 * Shared memory by which a board hands rows of `metrics` to its writer, with
 * no message: to wake a thread costs more than all else of a log call. The
 * board writes an entry per row, and publishes it by moving the end; the
 * writer looks, and says up to where the journal has them. The board keeps a
 * chunk, so that a next writer can go on, until the writer has acknowledged all
 * of it and looks there no more; then it uses the memory again.
 *
 * An entry has cells of 8 bytes, doubles but for the texts:
 *
 * | cells | what they hold |
 * |---|---|
 * | 1 | n × {@linkcode FLAG_STEP} + flags, n being the number of values |
 * | 1 | the step |
 * | 1 | the global step; NaN where there is none |
 * | 1 | the time, in milliseconds since 1970 UTC |
 * | n | if listed, the columns, by the numbers that a message `columns` gave them |
 * | n | the values: numbers; 0 or 1 for booleans; the size in bytes of texts |
 * | … | the texts, in UTF-8, each in as many cells as it needs |
 */
export class RowChunk {
  /** The memory itself, to hand to the other side. */
  readonly buffer: SharedArrayBuffer;
  /** All of it by cells, the head included. */
  readonly cells: Float64Array;
  /** All of it by bytes. */
  readonly bytes: Uint8Array;
  readonly #words: Int32Array;

  /** Wraps memory, which keeps its entries. */
  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.cells = new Float64Array(buffer);
    this.bytes = new Uint8Array(buffer);
    this.#words = new Int32Array(buffer, 0, WORD_COUNT);
  }

  /** Board: removes all entries. */
  reset(): void {
    Atomics.store(this.#words, WORD.end, FIRST_CELL);
    Atomics.store(this.#words, WORD.acked, FIRST_CELL);
    Atomics.store(this.#words, WORD.sealed, 0);
    Atomics.store(this.#words, WORD.released, 0);
  }

  /** The cell behind the last entry. */
  get end(): number {
    return Atomics.load(this.#words, WORD.end);
  }

  /** Board: shows the writer the entries before this cell. */
  publish(end: number): void {
    Atomics.store(this.#words, WORD.end, end);
  }

  /** The cell behind the last entry that the journal has. */
  get acked(): number {
    return Atomics.load(this.#words, WORD.acked);
  }

  /** Writer: the journal has the entries before this cell. */
  ack(end: number): void {
    Atomics.store(this.#words, WORD.acked, end);
  }

  /** Board: no entries will be added. */
  seal(): void {
    Atomics.store(this.#words, WORD.sealed, 1);
  }

  /** Whether no entries will be added: the next ones are in another chunk. */
  get isSealed(): boolean {
    return Atomics.load(this.#words, WORD.sealed) === 1;
  }

  /** Writer: it has read all entries of a sealed chunk, and looks here no more. */
  release(): void {
    Atomics.store(this.#words, WORD.released, 1);
  }

  /** Board: another writer is to read it. */
  hold(): void {
    Atomics.store(this.#words, WORD.released, 0);
  }

  /** Board: whether the journal has all entries, and the writer looks here no more. */
  get isFree(): boolean {
    return Atomics.load(this.#words, WORD.released) === 1 && this.acked === this.end;
  }
}

/** How many cells a text of so many bytes takes. */
export function cellsOf(byteLength: number): number {
  return Math.ceil(byteLength / Float64Array.BYTES_PER_ELEMENT);
}
