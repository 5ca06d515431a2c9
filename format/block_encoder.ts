import { Buffer } from "node:buffer";
import type { Block, Column, ColumnValues } from "./block.ts";
import { aligned, BLOCK_BYTES, COLUMN_BYTES, COLUMN_TYPES } from "./block_layout.ts";
import { type ColumnType, TABLE_NAMES } from "./tables.ts";

/** A UTF-16 unit takes three bytes of UTF-8 at most. */
const MAX_UNIT_BYTES = 3;
/** To call the encoder of UTF-8 for a metric's name takes as long as all else of a short column. */
const SHORT_UNITS = 256;
const WORD_BYTES = Uint32Array.BYTES_PER_ELEMENT;

const encoder = new TextEncoder();

type NumberArray = Exclude<ColumnValues, unknown[]> | Uint32Array;

/**
 * Writes blocks as bytes, each into the same buffer. A block of a wide run has thousands of short
 * columns: so no object is made per column, and parts of eight bytes are written through views that
 * are made once. All parts begin at multiples of eight.
 */
export class BlockEncoder {
  #buffer: Buffer<ArrayBuffer> = Buffer.allocUnsafeSlow(64 * 1024);
  #words = new Uint32Array(this.#buffer.buffer);
  #doubles = new Float64Array(this.#buffer.buffer);
  #integers = new BigInt64Array(this.#buffer.buffer);
  #end = 0;

  /**
   * The bytes of a block, in a buffer that the next call overwrites.
   *
   * @param headroom How many bytes before them the caller fills in; a multiple of eight.
   */
  encode(block: Block, headroom = 0): Buffer {
    this.#end = headroom;
    this.#writeBlock(block);
    return this.#buffer.subarray(0, this.#end);
  }

  /**
   * The bytes of several blocks, in a buffer that the next call overwrites: how
   * many there are, a flag, and each behind its length. All three are integers
   * of 32 bits, and four bytes of zero follow each length.
   *
   * @param headroom As in {@linkcode encode}.
   */
  encodeAll(blocks: readonly Block[], flag: number, headroom = 0): Buffer {
    this.#end = headroom;
    this.#writeArray(Uint32Array.of(blocks.length, flag));
    for (const block of blocks) {
      const at = this.#end;
      this.#writeArray(Uint32Array.of(0, 0));
      const start = this.#end;
      this.#writeBlock(block);
      this.#buffer.writeUInt32LE(this.#end - start, at);
    }
    return this.#buffer.subarray(0, this.#end);
  }

  #writeBlock({ table, rowCount, firstStep, lastStep, columns }: Block): void {
    this.#reserve(BLOCK_BYTES);
    const word = this.#end / WORD_BYTES;
    this.#words[word] = TABLE_NAMES.indexOf(table);
    this.#words[word + 1] = rowCount;
    this.#words[word + 2] = columns.length;
    this.#words[word + 3] = 0;
    this.#integers[word / 2 + 2] = BigInt(firstStep);
    this.#integers[word / 2 + 3] = BigInt(lastStep);
    this.#end += BLOCK_BYTES;
    for (const column of columns) this.#writeColumn(column);
  }

  #writeColumn({ name, type, values, rows }: Column): void {
    this.#reserve(COLUMN_BYTES);
    const word = this.#end / WORD_BYTES;
    this.#end += COLUMN_BYTES;
    const nameBytes = this.#writeText(name);
    if (rows !== undefined) this.#writeArray(rows);
    const valueBytes = this.#writeValues(type, values);
    // The type in the first byte, and in the next one whether there are rows.
    this.#words[word] = COLUMN_TYPES.indexOf(type) + (rows === undefined ? 0 : 0x100);
    this.#words[word + 1] = nameBytes;
    this.#words[word + 2] = values.length;
    this.#words[word + 3] = valueBytes;
  }

  /** Writes lengths, where there are some, and values; returns the bytes of the values. */
  #writeValues(type: ColumnType, values: ColumnValues): number {
    if (type === "string") {
      const texts = values as string[];
      this.#writeArray(lengthsOf(texts));
      return this.#writeText(texts.length === 1 ? texts[0]! : texts.join(""));
    }
    if (type === "double[]" || type === "int64[]") {
      const lists = values as (Float64Array | BigInt64Array)[];
      this.#writeArray(lengthsOf(lists));
      let byteCount = 0;
      for (const list of lists) byteCount += this.#writeArray(list); // Items have eight bytes.
      return byteCount;
    }
    return this.#writeArray(values as Float64Array);
  }

  #writeArray(values: NumberArray): number {
    const { byteLength } = values;
    this.#reserve(byteLength);
    const at = this.#end;
    if (values instanceof Float64Array) this.#doubles.set(values, at / values.BYTES_PER_ELEMENT);
    else if (values instanceof BigInt64Array) {
      this.#integers.set(values, at / values.BYTES_PER_ELEMENT);
    } else this.#buffer.set(new Uint8Array(values.buffer, values.byteOffset, byteLength), at);
    this.#end += byteLength;
    this.#fill();
    return byteLength;
  }

  #writeText(text: string): number {
    this.#reserve(MAX_UNIT_BYTES * text.length);
    const written = text.length <= SHORT_UNITS && this.#writeAscii(text)
      ? text.length
      : encoder.encodeInto(text, this.#buffer.subarray(this.#end)).written;
    this.#end += written;
    this.#fill();
    return written;
  }

  /** @returns Whether the text is of ASCII alone; else it is not written as a whole. */
  #writeAscii(text: string): boolean {
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit > 0x7f) return false;
      this.#buffer[this.#end + index] = unit;
    }
    return true;
  }

  /** Fills up with zeros to a multiple of eight bytes, for which {@linkcode #reserve} has left room. */
  #fill(): void {
    const end = aligned(this.#end);
    while (this.#end < end) this.#buffer[this.#end++] = 0;
  }

  #reserve(byteCount: number): void {
    const needed = aligned(this.#end + byteCount) + 8;
    if (needed <= this.#buffer.length) return;
    const larger: Buffer<ArrayBuffer> = Buffer.allocUnsafeSlow(2 * needed);
    larger.set(this.#buffer.subarray(0, this.#end));
    this.#buffer = larger;
    this.#words = new Uint32Array(larger.buffer);
    this.#doubles = new Float64Array(larger.buffer);
    this.#integers = new BigInt64Array(larger.buffer);
  }
}

function lengthsOf(pieces: readonly { length: number }[]): Uint32Array {
  const lengths = new Uint32Array(pieces.length);
  for (let index = 0; index < pieces.length; index++) lengths[index] = pieces[index]!.length;
  return lengths;
}
