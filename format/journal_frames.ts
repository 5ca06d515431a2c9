/**
 * The records of the journal, as they lie on disk: what reads them, in the
 * writer and in any other process.
 *
 * `data/journal/000001.journal`, `000002.journal`, … are segments of records.
 * A record is a header of four little-endian 32-bit words (magic, payload
 * length, CRC-32 of the payload, CRC-32 of the three words before it) and the
 * payload, a block in V8's serialization format.
 *
 * @module
 */
import { deserialize, serialize } from "node:v8";
import { crc32 } from "node:zlib";
import { Buffer } from "node:buffer";
import { join } from "@std/path";
import type { Block } from "./block.ts";

const MAGIC = 0x314a424b; // "KBJ1"

/** The size of a record's header. */
export const HEADER_BYTES = 16;

/** What a record's header says of its payload. */
export interface FrameHeader {
  /** The payload's length, in bytes. */
  length: number;
  /** The payload's CRC-32. */
  checksum: number;
}

/** The header at some place of a buffer; `undefined` where it is damaged. */
export function parseHeader(bytes: Buffer, at = 0): FrameHeader | undefined {
  const isWhole = bytes.readUInt32LE(at) === MAGIC &&
    bytes.readUInt32LE(at + 12) === crc32(bytes.subarray(at, at + 12));
  if (!isWhole) return undefined;
  return { length: bytes.readUInt32LE(at + 4), checksum: bytes.readUInt32LE(at + 8) };
}

/** The block of a payload; `undefined` where it is damaged. */
export function parsePayload(payload: Uint8Array, { checksum }: FrameHeader): Block | undefined {
  return crc32(payload) === checksum ? deserialize(payload) : undefined;
}

/** Turns blocks into records, in a buffer that each overwrites. */
export class FrameEncoder {
  #buffer = Buffer.allocUnsafeSlow(0);

  /** The record of a block, until the next one is asked for. */
  encode(block: Block): Uint8Array {
    const payload = serialize(block);
    const length = HEADER_BYTES + payload.length;
    if (this.#buffer.length < length) this.#buffer = Buffer.allocUnsafeSlow(length * 2);
    const record = this.#buffer.subarray(0, length);
    record.writeUInt32LE(MAGIC, 0);
    record.writeUInt32LE(payload.length, 4);
    record.writeUInt32LE(crc32(payload), 8);
    record.writeUInt32LE(crc32(record.subarray(0, 12)), 12);
    record.set(payload, HEADER_BYTES);
    return record;
  }
}

/** The file of a segment. */
export function segmentPath(dir: string, segment: number): string {
  return join(dir, `${String(segment).padStart(6, "0")}.journal`);
}

/** The numbers of the segments in a folder, rising; none where there is no folder. */
export function segmentsIn(dir: string): number[] {
  let entries: Deno.DirEntry[];
  try {
    entries = [...Deno.readDirSync(dir)];
  } catch (error) {
    const isNone = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    if (isNone) return [];
    throw error;
  }
  return entries
    .flatMap(({ name }) => /^(\d{6,})\.journal$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** Fills an array from a file; `false` where the file ends before. */
export function readFully(file: Deno.FsFile, target: Uint8Array): boolean {
  for (let read = 0; read < target.length;) {
    const count = file.readSync(target.subarray(read));
    if (count === null) return false;
    read += count;
  }
  return true;
}

/** What a journal's damage means, in words. */
export const damage = {
  /** Where a header is none: what follows cannot be found. */
  ofHeader: (path: string, offset: number): string =>
    `The journal ${path} is damaged at byte ${offset}: the rest of this file cannot be read`,
  /** Where a payload is not what its checksum says. */
  ofPayload: (path: string, end: number): string =>
    `The journal ${path} is damaged before byte ${end}: the rows of one record are lost`,
};
