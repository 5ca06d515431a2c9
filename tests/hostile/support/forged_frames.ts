import { Buffer } from "node:buffer";
import { serialize } from "node:v8";
import { crc32 } from "node:zlib";

/** A column as it stands on disk; each field may lie about the others. */
export interface ForgedColumn {
  /** Its name. */
  name: string;
  /** The number of its type: double, boolean, string, int64, int32, timestamp, double[], int64[]. */
  type: number;
  /** Whether rows follow: 0 or 1. */
  hasRows?: number;
  /** What it says of the length of its name. Default: what is true. */
  nameBytes?: number;
  /** How many values it says that there are. */
  valueCount: number;
  /** How many bytes it says that they take. Default: those of `body`. */
  valueBytes?: number;
  /** All that follows on the name: rows, lengths, values; filled up by the caller. */
  body: Uint8Array;
}

/** A block as it stands on disk. */
export interface ForgedBlock {
  table?: number;
  rowCount: number;
  columnCount?: number;
  firstStep?: bigint;
  lastStep?: bigint;
  columns: ForgedColumn[];
}

/** A frame of today, "KBJ2", around a payload that may be anything; its checksums are right. */
export function frameOf(payload: Uint8Array, magic = "KBJ2", length = payload.length): Uint8Array {
  const frame = Buffer.alloc(16 + payload.length);
  frame.write(magic, 0, "latin1");
  frame.writeUInt32LE(length, 4);
  frame.writeUInt32LE(crc32(payload), 8);
  frame.writeUInt32LE(crc32(frame.subarray(0, 12)), 12);
  frame.set(payload, 16);
  return frame;
}

/** A frame of earlier versions, "KBJ1", which holds an object as V8 serializes it. */
export function earlierFrame(value: unknown): Uint8Array {
  return frameOf(serialize(value), "KBJ1");
}

/** The payload of a "KBJ2" frame, written by hand as the format has it. */
export function forgedPayload(block: ForgedBlock): Uint8Array {
  const { table = 0, rowCount, columns, columnCount = columns.length } = block;
  const head = Buffer.alloc(32);
  head[0] = table;
  head.writeUInt32LE(rowCount, 4);
  head.writeUInt32LE(columnCount, 8);
  head.writeBigInt64LE(block.firstStep ?? 0n, 16);
  head.writeBigInt64LE(block.lastStep ?? BigInt(Math.max(0, rowCount - 1)), 24);
  const parts: Uint8Array[] = [head];
  for (const column of columns) {
    const name = new TextEncoder().encode(column.name);
    const columnHead = Buffer.alloc(16);
    columnHead[0] = column.type;
    columnHead[1] = column.hasRows ?? 0;
    columnHead.writeUInt32LE(column.nameBytes ?? name.length, 4);
    columnHead.writeUInt32LE(column.valueCount, 8);
    columnHead.writeUInt32LE(column.valueBytes ?? column.body.length, 12);
    parts.push(columnHead, filled(name), filled(column.body));
  }
  return Buffer.concat(parts);
}

/** The three columns that each block begins with, on disk. */
export function keyColumns(rowCount: number, firstStep = 0): ForgedColumn[] {
  const steps = BigInt64Array.from({ length: rowCount }, (_, row) => BigInt(firstStep + row));
  const times = steps.map((step) => 1_780_000_000_000_000n + step);
  const none = new Uint8Array();
  return [
    { name: "step", type: 3, valueCount: rowCount, body: bytesOf(steps) },
    { name: "global_step", type: 3, valueCount: 0, body: none },
    { name: "timestamp", type: 5, valueCount: rowCount, body: bytesOf(times) },
  ];
}

/** A sound column of numbers, on disk. */
export function doubles(name: string, ...values: number[]): ForgedColumn {
  return {
    name,
    type: 0,
    valueCount: values.length,
    body: bytesOf(Float64Array.from(values)),
  };
}

/** A column of texts, on disk. */
export function texts(name: string, ...items: string[]): ForgedColumn {
  const bytes = items.map((item) => new TextEncoder().encode(item));
  const byteCount = bytes.reduce((sum, { length }) => sum + length, 0);
  const lengths = (4 * items.length + 7) & ~7;
  const body = new Uint8Array(lengths + byteCount);
  body.set(bytesOf(Uint32Array.from(items, ({ length }) => length)));
  let at = lengths;
  for (const item of bytes) {
    body.set(item, at);
    at += item.length;
  }
  return { name, type: 2, valueCount: items.length, valueBytes: byteCount, body };
}

/** A sound block in memory, as earlier versions serialized it, with more columns. */
export function earlierBlock(
  rowCount: number,
  columns: unknown = [],
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  const steps = BigInt64Array.from({ length: rowCount }, (_, row) => BigInt(row));
  const keys = [
    { name: "step", type: "int64", values: steps },
    { name: "global_step", type: "int64", values: new BigInt64Array() },
    {
      name: "timestamp",
      type: "timestamp",
      values: steps.map((step) => 1_780_000_000_000_000n + step),
    },
  ];
  return {
    table: "metrics",
    rowCount,
    firstStep: 0,
    lastStep: Math.max(0, rowCount - 1),
    columns: Array.isArray(columns) ? [...keys, ...columns] : columns,
    ...more,
  };
}

/** The bytes of an array of numbers. */
export function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function filled(bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array((bytes.length + 7) & ~7);
  all.set(bytes);
  return all;
}
