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
 * than 64 MiB. Only a segment's first block may be larger: the frame behind the metadata. The order of the blocks is that of the numbers, and within a segment that of the
 * bytes.
 *
 * ## Frames
 *
 * A segment is a sequence of frames with nothing between them:
 *
 * | bytes | content |
 * |---|---|
 * | 0 to 3 | the magic number, which says what the payload is |
 * | 4 to 7 | the payload's length, in bytes |
 * | 8 to 11 | the payload's CRC-32 |
 * | 12 to 15 | the CRC-32 of bytes 0 to 11 |
 * | from 16 | the payload |
 *
 * | magic number | in ASCII | payload |
 * |---|---|---|
 * | 0x324A424B | KBJ2 | a block in the format of `block_layout.ts` |
 * | 0x334A424B | KBJ3 | log calls: a block of `metrics`, and the blocks of the other tables that the last of these calls has |
 * | 0x344A424B | KBJ4 | the completion of a log call: blocks of other tables than `metrics` |
 * | 0x314D424B | KBM1 | the board's metadata, of each segment the first frame alone |
 * | 0x314A424B | KBJ1 | V8's serialization of a block: of earlier versions, read and not written |
 *
 * The metadata are the JSON of a `metadata.json`, in UTF-8, with a field more: `segment_begun_at`,
 * the time. Segments of earlier versions begin without them. They have at most
 * {@linkcode MAX_METADATA_BYTES}, other payloads {@linkcode MAX_PAYLOAD_BYTES}, and at least
 * {@linkcode MIN_PAYLOAD_BYTES}: the smallest block is larger.
 *
 * In the payloads of several blocks, their number and a flag come first, then each block behind its
 * length and four bytes of zero. The flag is 1 in log calls that await a completion, and 0
 * otherwise. All numbers are unsigned, of 32 bits, little-endian. A payload of any kind is checked
 * as one that a stranger has made, since its checksum only tells of accidents.
 * `journal_payloads.ts` reads and writes them, but for the metadata (`metadata_frame.ts`).
 *
 * ## One log call is one unit
 *
 * A log call has a row in `metrics`, and may have rows in other tables. All of them are in one
 * frame, so that a kill leaves all or none. But to encode an image takes longer than its row may
 * wait. So a call with media is written at once with rows that **stand in**: they say that the file
 * is not stored yet. When it is stored, a **completion** of the same step follows, some frames
 * later, with the rows that replace them, table by table. Whoever reads takes the completion's rows
 * at the place of the call (`journal_entry.ts`); where there is no completion, as the writer
 * was killed before, the rows that stand in are the call's rows. So rows are in the order of their
 * steps, though completions come later.
 *
 * What the writer needs to complete a call after a kill, pixels for example, is in a file of its
 * own in the folder `deferred` beside the segments (`writer/journal/deferred_records.ts`). It is
 * written before the call's frame, and removed after the completion's. A writer that resumes the
 * board completes all calls that await it before it commits. A commit of a live writer ends before
 * the first call that still awaits its completion: the backend's files have whole calls only.
 *
 * ## Rows of event tables
 *
 * They belong to no log call (`tables.ts`), and earlier versions do not know these tables. To
 * those, a frame of a new kind would be a damaged one. So a block of an event table is written as the
 * completion of a log call that nobody awaits, of the step `EVENTS_STEP`: its one row of
 * `histograms` has the block's bytes as its `counts`. `event_frame.ts` has it.
 *
 * ## Reading
 *
 * A reader goes from header to header. One of three things keeps it from reading a frame:
 *
 * - **A torn tail.** The file ends before the header or the payload does. The writer was killed
 *   within a write, or is in the midst of it now. This is no damage, and is not reported: the
 *   writer acknowledges rows only after their last byte. Reading goes on with the next segment.
 * - **A damaged header.** The magic number or the header's checksum is wrong, or it is one of
 *   metadata that is not the segment's first. Its length is of no use, so the next frame cannot be
 *   found: the rest of the segment is lost, and reported. Reading goes on with the next segment. The
 *   header has a checksum of its own for this case: a flipped bit in a length would pass for a torn
 *   tail otherwise.
 * - **A damaged payload.** Its checksum is wrong, it is no block, or it is shorter or longer than
 *   a payload can be at its place, and then not even read. The rows of this frame are
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

const MAGIC = {
  earlier: 0x314a424b,
  block: 0x324a424b,
  calls: 0x334a424b,
  completion: 0x344a424b,
  metadata: 0x314d424b,
};
/** What a frame's payload is, by the frame's magic number. */
const PAYLOADS = new Map(
  Object.entries(MAGIC).map(([payload, magic]) => [magic, payload as keyof typeof MAGIC]),
);

/** The size of a frame's header. */
export const HEADER_BYTES = 16;
/** Where the header's own checksum is; it covers all bytes before. */
const HEADER_CHECKSUM_OFFSET = 12;

/** The size up to which frames are added to a segment. */
export const MAX_SEGMENT_BYTES: number = 64 * 1024 ** 2;
/** Twice what a `metadata.json` may have. */
export const MAX_METADATA_BYTES: number = 2 ** 25;
/** A reader makes memory for a payload, whose file may be large and yet take no room on the disk. */
export const MAX_PAYLOAD_BYTES: number = 2 ** 30;
/**
 * Three columns with names and a row take more. A reader keeps something of each frame, and a file
 * of nothing but headers could have a million of them in 16 MB.
 */
export const MIN_PAYLOAD_BYTES = 128;

/**
 * After so many damaged payloads the rest of a segment is not read. Otherwise a file of 50 MB
 * could have a million frames that are none, each of which is reported.
 */
export const MAX_DAMAGED_FRAMES = 1_000;

/** What a frame's header says of its payload. */
export interface FrameHeader {
  /** What the payload is. */
  kind: keyof typeof MAGIC;
  /** The payload's length, in bytes. */
  length: number;
  /** The payload's CRC-32. */
  checksum: number;
}

/** The header at some place of a buffer; `undefined` where it is damaged. */
export function parseHeader(bytes: Buffer, at = 0): FrameHeader | undefined {
  const kind = PAYLOADS.get(bytes.readUInt32LE(at));
  const isWhole = bytes.readUInt32LE(at + HEADER_CHECKSUM_OFFSET) ===
    crc32(bytes.subarray(at, at + HEADER_CHECKSUM_OFFSET));
  if (kind === undefined || !isWhole) return undefined;
  return { kind, length: bytes.readUInt32LE(at + 4), checksum: bytes.readUInt32LE(at + 8) };
}

/** The header of a segment's frame, where such a frame may be; `undefined` where it is damaged. */
export function parseHeaderAt(offset: number, bytes: Buffer, at = 0): FrameHeader | undefined {
  const header = parseHeader(bytes, at);
  return header?.kind === "metadata" && offset > 0 ? undefined : header;
}

/**
 * Whether a writer may have written a frame of this length. Where not, its payload is damaged, and
 * not read.
 *
 * @param offset Where the frame begins in the segment.
 */
export function isLikely({ kind, length }: FrameHeader, offset: number): boolean {
  if (kind === "metadata") return length <= MAX_METADATA_BYTES;
  if (length < MIN_PAYLOAD_BYTES) return false;
  const isFirst = offset <= HEADER_BYTES + MAX_METADATA_BYTES;
  return offset + HEADER_BYTES + length <= MAX_SEGMENT_BYTES ||
    (isFirst && length <= MAX_PAYLOAD_BYTES);
}

/** Whether a payload is the one that a header tells of. */
export function hasChecksum(
  payload: Uint8Array,
  { checksum }: Pick<FrameHeader, "checksum">,
): boolean {
  return crc32(payload) === checksum;
}

/** Writes the header of a frame whose payload is in its place. */
export function writeHeader(frame: Buffer, kind: FrameHeader["kind"]): void {
  const payload = frame.subarray(HEADER_BYTES);
  frame.writeUInt32LE(MAGIC[kind], 0);
  frame.writeUInt32LE(payload.length, 4);
  frame.writeUInt32LE(crc32(payload), 8);
  frame.writeUInt32LE(crc32(frame.subarray(0, HEADER_CHECKSUM_OFFSET)), HEADER_CHECKSUM_OFFSET);
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
  /** For damaged metadata. */
  ofMetadata: (path: string, end: number): string =>
    `The journal ${path} is damaged before byte ${end}: a copy of the metadata is lost`,
  /** For a damaged payload. */
  ofPayload: (path: string, end: number): string =>
    `The journal ${path} is damaged before byte ${end}: the rows of one block are lost`,
};
