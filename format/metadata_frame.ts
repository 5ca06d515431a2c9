/**
 * The metadata in the journal: each segment begins with a frame that has them, so that whatever is
 * flushed can be named, though `metadata.json` be damaged.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { attempt } from "../system/attempt.ts";
import { OpenFile } from "../system/open_file.ts";
import {
  hasChecksum,
  HEADER_BYTES,
  parseHeader,
  segmentPath,
  segmentsIn,
  writeHeader,
} from "./journal_frames.ts";
import {
  type Metadata,
  type MetadataRoom,
  type ParsedMetadata,
  parseMetadata,
} from "./metadata.ts";

/** As much as a `metadata.json` may have. */
const MAX_BYTES = 2 ** 24;
/** A stranger's journal may have many segments, none of which begins with metadata. */
const MAX_SEGMENTS = 100;

/**
 * The frame at a segment's start.
 *
 * @param begunAt When the segment begins; it tells segments of one number from each other.
 */
export function metadataFrame(metadata: Metadata, begunAt: Date): Uint8Array {
  const text = JSON.stringify({ ...metadata, segment_begun_at: begunAt.toISOString() });
  const payload = Buffer.from(text);
  const frame = Buffer.concat([Buffer.alloc(HEADER_BYTES), payload]);
  writeHeader(frame, "metadata");
  return frame;
}

/**
 * The metadata of the newest segment that has them, if there is room for them; `undefined` where
 * none has: there is no journal, it is of an earlier version, or damaged.
 */
export function metadataInJournal(
  journalDir: string,
  room?: MetadataRoom,
): ParsedMetadata & { kind: "metadata" | "crowded" } | undefined {
  // What cannot be read tells nothing.
  const segments = attempt(() => segmentsIn(journalDir)) ?? [];
  for (const segment of segments.reverse().slice(0, MAX_SEGMENTS)) {
    const parsed = attempt(() => readFrame(segmentPath(journalDir, segment), room));
    if (parsed?.kind === "metadata" || parsed?.kind === "crowded") return parsed;
  }
  return undefined;
}

function readFrame(path: string, room?: MetadataRoom) {
  using file = new OpenFile(path);
  const headerBytes = Buffer.alloc(HEADER_BYTES);
  if (!file.readFully(headerBytes, 0)) return undefined;
  const header = parseHeader(headerBytes);
  if (header?.kind !== "metadata" || header.length > MAX_BYTES) return undefined;
  if (HEADER_BYTES + header.length > file.size) return undefined;
  const payload = Buffer.alloc(header.length);
  if (!file.readFully(payload, HEADER_BYTES) || !hasChecksum(payload, header)) return undefined;
  const parsed = parseMetadata(payload.toString(), room);
  if (parsed.kind === "metadata") {
    Reflect.deleteProperty(parsed.metadata, "segment_begun_at");
  }
  return parsed;
}
