import { Buffer } from "node:buffer";
import type { Block, Column, ColumnValues } from "./block.ts";
import { aligned, BLOCK_BYTES, COLUMN_BYTES, COLUMN_TYPES } from "./block_layout.ts";
import { type ColumnType, TABLE_NAMES } from "./tables.ts";

/** A UTF-16 unit takes three bytes of UTF-8 at most. */
const MAX_UNIT_BYTES = 3;

const encoder = new TextEncoder();

/** Writes blocks as bytes, each into the same buffer. */
export class BlockEncoder {
  #buffer: Buffer = Buffer.allocUnsafeSlow(64 * 1024);
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

  #writeBlock(block: Block): void {
    this.#reserve(BLOCK_BYTES);
    const at = this.#end;
    this.#end += BLOCK_BYTES;
    this.#buffer.fill(0, at, this.#end);
    this.#buffer[at] = TABLE_NAMES.indexOf(block.table);
    this.#buffer.writeUInt32LE(block.rowCount, at + 4);
    this.#buffer.writeUInt32LE(block.columns.length, at + 8);
    this.#buffer.writeBigInt64LE(BigInt(block.firstStep), at + 16);
    this.#buffer.writeBigInt64LE(BigInt(block.lastStep), at + 24);
    for (const column of block.columns) this.#writeColumn(column);
  }

  #writeColumn({ name, type, values, rows }: Column): void {
    this.#reserve(COLUMN_BYTES);
    const head = this.#end;
    this.#end += COLUMN_BYTES;
    const nameBytes = this.#writeText(name);
    if (rows !== undefined) this.#writeArray(rows);
    const valueBytes = this.#writeValues(type, values);
    this.#buffer[head] = COLUMN_TYPES.indexOf(type);
    this.#buffer[head + 1] = rows === undefined ? 0 : 1;
    this.#buffer.writeUInt16LE(0, head + 2);
    this.#buffer.writeUInt32LE(nameBytes, head + 4);
    this.#buffer.writeUInt32LE(values.length, head + 8);
    this.#buffer.writeUInt32LE(valueBytes, head + 12);
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

  #writeArray({ buffer, byteOffset, byteLength }: ArrayBufferView): number {
    this.#reserve(byteLength);
    this.#buffer.set(new Uint8Array(buffer, byteOffset, byteLength), this.#end);
    this.#end += byteLength;
    this.#fill();
    return byteLength;
  }

  #writeText(text: string): number {
    this.#reserve(MAX_UNIT_BYTES * text.length);
    const { written } = encoder.encodeInto(text, this.#buffer.subarray(this.#end));
    this.#end += written;
    this.#fill();
    return written;
  }

  /** Fills up with zeros to a multiple of eight bytes, for which {@linkcode #reserve} has left room. */
  #fill(): void {
    const end = aligned(this.#end);
    this.#buffer.fill(0, this.#end, end);
    this.#end = end;
  }

  #reserve(byteCount: number): void {
    const needed = aligned(this.#end + byteCount) + 8;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * needed);
    larger.set(this.#buffer.subarray(0, this.#end));
    this.#buffer = larger;
  }
}

function lengthsOf(pieces: readonly { length: number }[]): Uint32Array {
  const lengths = new Uint32Array(pieces.length);
  for (let index = 0; index < pieces.length; index++) lengths[index] = pieces[index]!.length;
  return lengths;
}
