/**
 * The format of the journal, which keeps every block of rows until it is in the backend's files.
 * The writer appends to it and replays it; a reader of an unfinished run follows it.
 *
 * ## Segments
 *
 * The folder `data/journal/` holds the segment files `000001.journal`, `000002.journal` and so on,
 * with six digits or more. Other names in the folder are not segments. A segment is written by
 * one writer, from its first byte to its last, and never changed after that: each writer begins a
 * new segment, numbered one above the last, and another one where a frame would make it larger
 * than 64 MiB. The order of the blocks is that of the numbers, and within a segment that of the
 * bytes.
 *
 * ## Frames
 *
 * A segment is a sequence of frames with nothing between them. Each holds one block:
 *
 * | bytes | content |
 * |---|---|
 * | 0 to 3 | the magic number 0x324A424B, which is "KBJ2" in ASCII |
 * | 4 to 7 | the payload's length, in bytes |
 * | 8 to 11 | the payload's CRC-32 |
 * | 12 to 15 | the CRC-32 of bytes 0 to 11 |
 * | from 16 | the payload: a {@linkcode Block} in the format of `block_layout.ts` |
 *
 * All numbers are unsigned, of 32 bits, little-endian. Frames of earlier versions have the magic
 * number 0x314A424B, "KBJ1", and V8's serialization of the block as their payload; they are read
 * and not written. A payload of either kind is checked as one that a stranger has made, since its
 * checksum only tells of accidents.
 *
 * ## Reading
 *
 * A reader goes from header to header. One of three things keeps it from reading a frame:
 *
 * - **A torn tail.** The file ends before the header or the payload does. The writer was killed
 *   within a write, or is in the midst of it now. This is no damage, and is not reported: the
 *   writer acknowledges a block only after its last byte. Reading goes on with the next segment.
 * - **A damaged header.** The magic number or the header's checksum is wrong. Its length is of no
 *   use, so the next frame cannot be found: the rest of the segment is lost, and reported. Reading
 *   goes on with the next segment. The header has a checksum of its own for this case: a flipped
 *   bit in a length would pass for a torn tail otherwise.
 * - **A damaged payload.** Its checksum is wrong, or it is no block. The rows of this frame are
 *   lost, and reported. Reading goes on with the next frame, whose place the header still tells; after
 *   {@linkcode MAX_DAMAGED_FRAMES} of them in one segment, with the next segment.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import type { Buffer } from "node:buffer";
import { join } from "@std/path";
import { isMissing } from "../system/error_code.ts";
import { namesIn } from "../system/entries_in.ts";
import type { Block } from "./block.ts";
import { BlockEncoder } from "./block_encoder.ts";
import { BlockError, toBlock } from "./check_block.ts";
import { decodeBlock } from "./decode_block.ts";
import { parseEarlierPayload } from "./parse_earlier_payload.ts";

/** The version of a frame's payload, by the frame's magic number. */
const VERSIONS = new Map<number, 1 | 2>([[0x314a424b, 1], [0x324a424b, 2]]);
const MAGIC = 0x324a424b;

/** The size of a frame's header. */
export const HEADER_BYTES = 16;
/** Where the header's own checksum is; it covers all bytes before. */
const HEADER_CHECKSUM_OFFSET = 12;

/**
 * After so many damaged payloads the rest of a segment is not read. Otherwise a file of 50 MB
 * could have a million frames that are none, each of which is reported.
 */
export const MAX_DAMAGED_FRAMES = 1_000;

/** What a frame's header says of its payload. */
export interface FrameHeader {
  /** 1 for V8's serialization, 2 for the block's own format. */
  version: 1 | 2;
  /** The payload's length, in bytes. */
  length: number;
  /** The payload's CRC-32. */
  checksum: number;
}

/** The header at some place of a buffer; `undefined` where it is damaged. */
export function parseHeader(bytes: Buffer, at = 0): FrameHeader | undefined {
  const version = VERSIONS.get(bytes.readUInt32LE(at));
  const isWhole = bytes.readUInt32LE(at + HEADER_CHECKSUM_OFFSET) ===
    crc32(bytes.subarray(at, at + HEADER_CHECKSUM_OFFSET));
  if (version === undefined || !isWhole) return undefined;
  return { version, length: bytes.readUInt32LE(at + 4), checksum: bytes.readUInt32LE(at + 8) };
}

/** The block of a payload; `undefined` where it is damaged, or no block. */
export function parsePayload(
  payload: Uint8Array,
  { version, checksum }: FrameHeader,
): Block | undefined {
  if (crc32(payload) !== checksum) return undefined;
  try {
    return version === 2
      ? decodeBlock(payload)
      : toBlock(parseEarlierPayload(payload), payload.length);
  } catch (error) {
    if (error instanceof BlockError) return undefined;
    throw error;
  }
}

/** Turns blocks into frames. All are made in one buffer, which grows to the largest. */
export class FrameEncoder {
  readonly #blocks = new BlockEncoder();

  /** The frame of a block; the next call overwrites it. */
  encode(block: Block): Uint8Array {
    const frame = this.#blocks.encode(block, HEADER_BYTES);
    const payload = frame.subarray(HEADER_BYTES);
    frame.writeUInt32LE(MAGIC, 0);
    frame.writeUInt32LE(payload.length, 4);
    frame.writeUInt32LE(crc32(payload), 8);
    frame.writeUInt32LE(
      crc32(frame.subarray(0, HEADER_CHECKSUM_OFFSET)),
      HEADER_CHECKSUM_OFFSET,
    );
    return frame;
  }
}

/** The file of a segment. */
export function segmentPath(dir: string, segment: number): string {
  return join(dir, `${String(segment).padStart(6, "0")}.journal`);
}

/** The numbers of the segments in a folder, rising; none where there is no folder. */
export function segmentsIn(dir: string): number[] {
  let names: string[];
  try {
    names = namesIn(dir);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  return names
    .flatMap((name) => /^(\d{6,})\.journal$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** Messages that say what damage in a journal means for its rows. */
export const damage = {
  /** For a damaged header. */
  ofHeader: (path: string, offset: number): string =>
    `The journal ${path} is damaged at byte ${offset}: the rest of this file cannot be read`,
  /** For a segment with too many damaged payloads. */
  ofRest: (path: string, offset: number): string =>
    `The journal ${path} has ${MAX_DAMAGED_FRAMES} damaged blocks before byte ${offset}: the ` +
    `rest of this file is not read`,
  /** For a damaged payload. */
  ofPayload: (path: string, end: number): string =>
    `The journal ${path} is damaged before byte ${end}: the rows of one block are lost`,
};
