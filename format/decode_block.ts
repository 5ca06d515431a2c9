import { Buffer } from "node:buffer";
import type { Block, Column, ColumnValues } from "./block.ts";
import { aligned, COLUMN_BYTES, COLUMN_TYPES } from "./block_layout.ts";
import { BlockError, checkBlock } from "./check_block.ts";
import { type ColumnType, TABLE_NAMES } from "./tables.ts";

/** To decode a metric's name takes a decoder of UTF-8 four times as long as to look at its bytes. */
const SHORT_BYTES = 256;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

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

  text(byteCount: number): string {
    const at = this.#take(byteCount);
    this.#skipFill();
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
