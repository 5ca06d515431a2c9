/**
 * A block of rows as bytes: the payload of a journal's frame.
 *
 * | bytes | content |
 * |---|---|
 * | 0 | the table's place in {@linkcode TABLE_NAMES} |
 * | 1 to 3 | zero |
 * | 4 to 7 | how many rows there are |
 * | 8 to 11 | how many columns there are |
 * | 12 to 15 | zero |
 * | 16 to 31 | the first and the last step, signed integers of 64 bits |
 * | from 32 | the columns, one behind the other |
 *
 * A column begins with 16 bytes: its type's place in {@linkcode COLUMN_TYPES},
 * a byte that is 1 where the rows of its values follow and 0 where they are the
 * first ones, two bytes of zero, then how many bytes its name has, how many
 * values there are, and how many bytes those take. Then come, each filled up
 * with zeros to a multiple of eight bytes:
 *
 * 1. the name, in UTF-8;
 * 2. the rows, integers of 32 bits, where they follow;
 * 3. of text and lists, their lengths, integers of 32 bits: of a text in UTF-16
 *    units, of a list in items;
 * 4. the values: numbers as they lie in memory, all texts one behind the other
 *    in UTF-8, all items of all lists one behind the other.
 *
 * All integers are unsigned where nothing else is said, and little-endian, as
 * the arrays are on every system that Deno runs on.
 *
 * Reading trusts none of it. Each length is compared with the bytes that are
 * left before anything is made of it, so a payload never takes more memory than
 * a small multiple of its size; what comes out is checked by `checkBlock`.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { Block, Column, ColumnValues } from "./block.ts";
import { BlockError, checkBlock } from "./check_block.ts";
import { type ColumnType, TABLE_NAMES } from "./tables.ts";

/** The column types, by the number that stands for each on disk: new ones come last. */
export const COLUMN_TYPES: readonly ColumnType[] = [
  "double",
  "boolean",
  "string",
  "int64",
  "int32",
  "timestamp",
  "double[]",
  "int64[]",
];

const BLOCK_BYTES = 32;
const COLUMN_BYTES = 16;
/** A UTF-16 unit takes three bytes of UTF-8 at most. */
const MAX_UNIT_BYTES = 3;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

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
    return this.#buffer.subarray(0, this.#end);
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

/**
 * The block that some bytes are. Its arrays are views of these bytes where
 * they can be.
 *
 * @throws {BlockError} Where the bytes are not those of a block.
 */
export function decodeBlock(bytes: Uint8Array): Block {
  const payload = new PayloadReader(bytes);
  const table = TABLE_NAMES[payload.byte()];
  payload.zeros(3);
  const rowCount = payload.uint32();
  const columnCount = payload.uint32();
  payload.zeros(4);
  const [firstStep, lastStep] = payload.numbers(BigInt64Array, 2);
  if (columnCount * COLUMN_BYTES > payload.left) throw tooShort();
  if (table === undefined) throw new BlockError("Cannot read a block: it is of no table");
  const columns = Array.from({ length: columnCount }, () => readColumn(payload));
  if (payload.left > 0) throw new BlockError("Cannot read a block: expected its end, found more");
  return checkBlock({
    table,
    rowCount,
    firstStep: Number(firstStep),
    lastStep: Number(lastStep),
    columns,
  });
}

function readColumn(payload: PayloadReader): Column {
  const type = COLUMN_TYPES[payload.byte()];
  const hasRows = payload.byte();
  payload.zeros(2);
  const nameBytes = payload.uint32();
  const valueCount = payload.uint32();
  const valueBytes = payload.uint32();
  if (type === undefined || hasRows > 1) {
    throw new BlockError("Cannot read a block: expected a column, found something else");
  }
  const name = payload.text(nameBytes);
  const rows = hasRows === 1 ? payload.numbers(Uint32Array, valueCount) : undefined;
  const values = readValues(payload, type, valueCount, valueBytes);
  return { name, type, values, ...(rows === undefined ? {} : { rows }) };
}

function readValues(
  payload: PayloadReader,
  type: ColumnType,
  count: number,
  byteCount: number,
): ColumnValues {
  switch (type) {
    case "double":
      return payload.counted(Float64Array, count, byteCount);
    case "boolean":
      return payload.counted(Uint8Array, count, byteCount);
    case "int32":
      return payload.counted(Int32Array, count, byteCount);
    case "int64":
    case "timestamp":
      return payload.counted(BigInt64Array, count, byteCount);
    case "string": {
      const lengths = payload.numbers(Uint32Array, count);
      return cut(lengths, payload.text(byteCount));
    }
    case "double[]": {
      const lengths = payload.numbers(Uint32Array, count);
      return cut(lengths, payload.counted(Float64Array, byteCount / 8, byteCount));
    }
    case "int64[]": {
      const lengths = payload.numbers(Uint32Array, count);
      return cut(lengths, payload.counted(BigInt64Array, byteCount / 8, byteCount));
    }
  }
}

function lengthsOf(pieces: readonly { length: number }[]): Uint32Array {
  const lengths = new Uint32Array(pieces.length);
  for (let index = 0; index < pieces.length; index++) lengths[index] = pieces[index]!.length;
  return lengths;
}

/** Cuts what lies one behind the other into pieces of some lengths, which must be all of it. */
function cut<Whole extends { length: number; slice(start: number, end: number): Whole }>(
  lengths: Uint32Array,
  whole: Whole,
): Whole[] {
  const pieces: Whole[] = [];
  let end = 0;
  for (const length of lengths) {
    if (end + length > whole.length) throw tooShort();
    pieces.push(whole.slice(end, end += length));
  }
  if (end < whole.length) throw new BlockError("Cannot read a block: expected its end, found more");
  return pieces;
}

interface ArrayType<Values> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, byteOffset: number, length: number): Values;
}

/** Reads bytes from their start to their end, and never beyond. */
class PayloadReader {
  readonly #bytes: Buffer<ArrayBuffer>;
  #at = 0;

  constructor(bytes: Uint8Array) {
    // Arrays of numbers must begin at a multiple of their size.
    const isAligned = bytes.byteOffset % 8 === 0 && bytes.buffer instanceof ArrayBuffer;
    const own = isAligned ? bytes as Uint8Array<ArrayBuffer> : Uint8Array.from(bytes);
    this.#bytes = Buffer.from(own.buffer, own.byteOffset, own.byteLength);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    return this.#bytes.readUInt8(this.#take(1));
  }

  uint32(): number {
    return this.#bytes.readUInt32LE(this.#take(4));
  }

  zeros(count: number): void {
    const at = this.#take(count);
    if (this.#bytes.subarray(at, at + count).some((byte) => byte !== 0)) {
      throw new BlockError("Cannot read a block: expected zeros, found something else");
    }
  }

  numbers<Values>(type: ArrayType<Values>, count: number): Values {
    const at = this.#take(count * type.BYTES_PER_ELEMENT);
    this.#skipFill();
    return new type(this.#bytes.buffer, this.#bytes.byteOffset + at, count);
  }

  counted<Values>(type: ArrayType<Values>, count: number, byteCount: number): Values {
    if (count * type.BYTES_PER_ELEMENT !== byteCount) {
      throw new BlockError(`Cannot read a block: ${count} values do not take ${byteCount} bytes`);
    }
    return this.numbers(type, count);
  }

  text(byteCount: number): string {
    const at = this.#take(byteCount);
    this.#skipFill();
    try {
      return decoder.decode(this.#bytes.subarray(at, at + byteCount));
    } catch (cause) {
      throw new BlockError("Cannot read a block: expected text in UTF-8", { cause });
    }
  }

  #skipFill(): void {
    this.zeros(aligned(this.#at) - this.#at);
  }

  #take(byteCount: number): number {
    if (byteCount > this.left) throw tooShort();
    const at = this.#at;
    this.#at += byteCount;
    return at;
  }
}

function aligned(byteCount: number): number {
  return (byteCount + 7) & ~7;
}

function tooShort(): BlockError {
  return new BlockError("Cannot read a block: it ends before what it says is in it");
}
