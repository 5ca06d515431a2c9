import { Buffer } from "node:buffer";
import type { Block, Column, ColumnValues } from "./block.ts";
import { aligned, COLUMN_BYTES, COLUMN_TYPES } from "./block_layout.ts";
import { BlockError, checkBlock } from "./check_block.ts";
import { type ColumnType, TABLE_NAMES } from "./tables.ts";

/** To decode a metric's name takes a decoder of UTF-8 four times as long as to look at its bytes. */
const SHORT_BYTES = 256;

/** The names of a larger block are not kept: a stranger's may be as large as all of it. */
const MAX_NAMED_BYTES = 16 * 1024 ** 2;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The names of the last block's columns, which have been checked. Those of the next one are most often
 * the same: of thousands of columns, to make their texts and check them anew is half of the work.
 */
let lastNames: readonly string[] = [];

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
  const columns: Column[] = [];
  while (columns.length < columnCount) columns.push(readColumn(payload, lastNames[columns.length]));
  if (payload.left > 0) throw new BlockError("Cannot read a block: expected its end, found more");
  const block = {
    table,
    rowCount,
    firstStep: Number(firstStep),
    lastStep: Number(lastStep),
    columns,
  };
  const hasLastNames = lastNames.length === columnCount &&
    columns.every(({ name }, index) => name === lastNames[index]);
  checkBlock(block, hasLastNames);
  if (!hasLastNames && bytes.length <= MAX_NAMED_BYTES) lastNames = columns.map(({ name }) => name);
  return block;
}

/** @param likelyName Which name it most often has. */
function readColumn(payload: PayloadReader, likelyName?: string): Column {
  const type = COLUMN_TYPES[payload.byte()];
  const hasRows = payload.byte();
  payload.zeros(2);
  const nameBytes = payload.uint32();
  const valueCount = payload.uint32();
  const valueBytes = payload.uint32();
  if (type === undefined || hasRows > 1) {
    throw new BlockError("Cannot read a block: expected a column, found something else");
  }
  const name = payload.text(nameBytes, likelyName);
  const rows = hasRows === 1 ? payload.numbers(Uint32Array, valueCount) : undefined;
  const values = readValues(payload, type, valueCount, valueBytes);
  return rows === undefined ? { name, type, values } : { name, type, values, rows };
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
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    // Arrays of numbers must begin at a multiple of their size.
    const isAligned = bytes.byteOffset % 8 === 0 && bytes.buffer instanceof ArrayBuffer;
    const own = isAligned ? bytes as Uint8Array<ArrayBuffer> : Uint8Array.from(bytes);
    this.#bytes = Buffer.from(own.buffer, own.byteOffset, own.byteLength);
    this.#view = new DataView(own.buffer, own.byteOffset, own.byteLength);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    return this.#bytes[this.#take(1)]!;
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  zeros(count: number): void {
    const start = this.#take(count);
    for (let at = start; at < this.#at; at++) {
      if (this.#bytes[at] === 0) continue;
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

  /** @param likely What it most often is: then no other text is made. */
  text(byteCount: number, likely?: string): string {
    const at = this.#take(byteCount);
    this.#skipFill();
    if (likely?.length === byteCount && this.#isAsciiText(at, likely)) return likely;
    if (byteCount <= SHORT_BYTES && this.#isAscii(at, at + byteCount)) {
      return this.#bytes.toString("latin1", at, at + byteCount);
    }
    try {
      return decoder.decode(this.#bytes.subarray(at, at + byteCount));
    } catch (cause) {
      throw new BlockError("Cannot read a block: expected text in UTF-8", { cause });
    }
  }

  #isAscii(start: number, end: number): boolean {
    for (let at = start; at < end; at++) if (this.#bytes[at]! > 0x7f) return false;
    return true;
  }

  #isAsciiText(start: number, text: string): boolean {
    for (let index = 0; index < text.length; index++) {
      const byte = this.#bytes[start + index]!;
      if (byte > 0x7f || byte !== text.charCodeAt(index)) return false;
    }
    return true;
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

function tooShort(): BlockError {
  return new BlockError("Cannot read a block: it ends before what it says is in it");
}
