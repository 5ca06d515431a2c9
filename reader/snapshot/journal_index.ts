import { Buffer } from "node:buffer";
import type { JournalEntry } from "../../format/journal_entry.ts";
import {
  damage,
  hasChecksum,
  HEADER_BYTES,
  isLikely,
  MAX_DAMAGED_FRAMES,
  parseHeaderAt,
  segmentPath,
  segmentsIn,
} from "../../format/journal_frames.ts";
import { parsePayload } from "../../format/journal_payloads.ts";
import { SegmentReader } from "../../format/segment_reader.ts";
import { SmallSegments } from "../../format/small_segments.ts";
import { isNotFound } from "../../system/error_code.ts";
import { OpenFile } from "../../system/open_file.ts";
import { type FrameInfo, FrameList, type IndexedFrame } from "./frame_list.ts";

/** Headers are read in pieces of this size; a segment that is no larger is read as a whole. */
const PIECE_BYTES = 64 * 1024;
/** Up to this size, entries that were read only for their steps are kept for `read()`. */
const MAX_KEPT_BYTES = 32 * 1024 ** 2;

/** Each has 64 MiB, or is of another writer: a journal of more would have more than a terabyte. */
const MAX_SEGMENTS = 20_000;

interface Segment {
  number: number;
  path: string;
  /** Tells it from another segment of the same name, which may even have the same inode. */
  identity: string;
  /** The end of the last frame that is in the index. */
  end: number;
  /** Whether there was more than that, the last time. */
  isTorn: boolean;
  isDamaged: boolean;
}

/**
 * The frames of a journal that another process writes; `journal_frames.ts` has
 * the format.
 *
 * {@linkcode refresh} reads only headers, and only those that are new: a header
 * has the length of its payload, so the next one is found by jumping over it.
 * Each segment remembers where its last complete frame ends. A torn tail stays
 * outside of the index, as it may be complete the next time.
 *
 * The journal may be another one than before: the run has ended and was resumed, or the board was
 * made again. It is, where the known segments are not the first ones in the folder, or where the
 * first or the last of them is smaller than what was read of it, or its identity differs: inode and
 * first header, which has the first payload's checksum, that of the metadata and the time when the
 * segment began. Then the index begins anew, and {@linkcode generation} rises. Those between them are
 * not opened again: no segment changes once a writer has begun another one.
 */
export class JournalIndex {
  /** All complete frames. */
  readonly frames: FrameList = new FrameList();
  /** The frames with the board's metadata, at the starts of segments. */
  readonly metadataFrames: IndexedFrame[] = [];
  /** Rises when the index begins anew. */
  generation = 0;
  /** The damage that was found. */
  readonly problems = new Set<string>();
  readonly #dir: string;
  readonly #segments: Segment[] = [];
  /** Entries that were read only for their steps, by their frames' numbers. */
  readonly #kept = new Map<number, JournalEntry>();
  #keptBytes = 0;
  readonly #small = new SmallSegments();
  /** By segment, how many damaged payloads were read, and where the last of them ends. */
  readonly #damagedCounts = new Map<string, number>();
  readonly #damagedEnds = new Map<string, number>();

  /** @param dir The folder `data/journal`. */
  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Whether there is any segment. */
  get exists(): boolean {
    return this.#segments.length > 0;
  }

  /** Adds the frames that are new. */
  refresh(): void {
    try {
      this.#follow();
    } catch (error) {
      if (!isNotFound(error)) throw error;
      this.#reset(); // The journal was removed meanwhile: the run is finished.
    }
  }

  /** What a frame holds; `undefined` where it is damaged, or was removed with the journal. */
  read(number: number): JournalEntry | undefined {
    const entry = this.#kept.get(number);
    if (entry === undefined) return this.#readPayload(number);
    this.#kept.delete(number);
    this.#keptBytes -= this.frames.at(number).length;
    return entry;
  }

  /** What a frame holds, as {@linkcode read}, which is about to be called: small ones are kept. */
  peek(number: number): JournalEntry | undefined {
    const known = this.#kept.get(number);
    if (known !== undefined) return known;
    const entry = this.#readPayload(number);
    const { length } = this.frames.at(number);
    if (entry !== undefined && this.#keptBytes + length < MAX_KEPT_BYTES) {
      this.#kept.set(number, entry);
      this.#keptBytes += length;
    }
    return entry;
  }

  /** What is read again is read from the disk: small segments are in memory until then. */
  forgetSegments(): void {
    this.#small.clear();
  }

  /** The steps of a frame; `undefined` as in {@linkcode read}. */
  inspect(number: number): FrameInfo | undefined {
    if (this.frames.infoOf(number) === undefined) this.peek(number);
    return this.frames.infoOf(number);
  }

  /** Compares metadata with their checksum; where they are damaged, that is a problem. */
  checkMetadata(frame: IndexedFrame): void {
    const payload = this.#payloadOf(frame);
    if (payload === undefined || hasChecksum(payload, frame)) return;
    this.problems.add(damage.ofMetadata(frame.path, frame.offset + frame.length));
  }

  /** Whether a frame is known to be damaged, or not read for the many before it that are. */
  isLost(number: number): boolean {
    if (this.frames.isDamaged(number)) return true;
    if (this.#damagedCounts.size === 0) return false;
    const { path, offset } = this.frames.at(number);
    const end = this.#damagedEnds.get(path) ?? 0;
    if (offset < end || this.#damagedCount(path) < MAX_DAMAGED_FRAMES) return false;
    this.frames.setDamaged(number);
    this.problems.add(damage.ofRest(path, end));
    return true;
  }

  #addDamage({ path, offset, length }: IndexedFrame): void {
    this.#damagedCounts.set(path, this.#damagedCount(path) + 1);
    this.#damagedEnds.set(path, offset + length);
    this.problems.add(damage.ofPayload(path, offset + length));
  }

  #damagedCount(path: string): number {
    return this.#damagedCounts.get(path) ?? 0;
  }

  #readPayload(number: number): JournalEntry | undefined {
    if (this.isLost(number)) return undefined;
    const frame = this.frames.at(number);
    const payload = this.#payloadOf(frame);
    if (payload === undefined) return undefined;
    const entry = parsePayload(payload, frame);
    const [block] = entry?.blocks ?? [];
    if (entry === undefined || block === undefined) {
      this.frames.setDamaged(number);
      this.#addDamage(frame);
      return undefined;
    }
    const { table, lastStep } = block;
    this.frames.setInfo(number, {
      hasMetrics: table === "metrics",
      kind: entry.kind,
      lastStep,
    });
    return entry;
  }

  /** `undefined` where it was removed with the journal. */
  #payloadOf(frame: IndexedFrame): Uint8Array | undefined {
    const end = frame.offset + frame.length;
    const small = this.#small.get(frame.path);
    if (small !== undefined && end <= small.length) return small.subarray(frame.offset, end);
    const payload = Buffer.allocUnsafeSlow(frame.length);
    try {
      using file = new OpenFile(frame.path);
      return file.readFully(payload, frame.offset) ? payload : undefined;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  #follow(): void {
    const numbers = segmentsIn(this.#dir);
    if (numbers.length > MAX_SEGMENTS) {
      throw new RangeError(
        `Cannot read ${this.#dir}: it has ${numbers.length} segments, more than ${MAX_SEGMENTS}`,
      );
    }
    const isSame = this.#segments.every(({ number }, index) => number === numbers[index]);
    if (!isSame) this.#reset();
    for (const [index, number] of numbers.entries()) {
      if (this.#isSettled(index)) continue;
      const path = segmentPath(this.#dir, number);
      using file = new SegmentReader(path, PIECE_BYTES);
      const { size } = file;
      const identity = `${file.identity}:${file.bytes(0, HEADER_BYTES)?.toHex() ?? ""}`;
      let segment = this.#segments[index];
      if (segment !== undefined && (segment.identity !== identity || size < segment.end)) {
        this.#reset();
        return this.#follow();
      }
      if (segment === undefined) {
        segment = { number, path, identity, end: 0, isTorn: false, isDamaged: false };
        this.#segments.push(segment);
      }
      if (!segment.isDamaged) this.#addFrames(file, segment);
      segment.isTorn = segment.end < size && !segment.isDamaged;
      // What is torn may be cut off, and other bytes come in its place.
      if (!segment.isTorn && file.whole !== undefined) this.#small.add(path, file.whole);
    }
  }

  /** Whether a segment that is known is one between the first and the last. */
  #isSettled(index: number): boolean {
    const segment = this.#segments[index];
    return index > 0 && index < this.#segments.length - 1 && segment?.isTorn === false;
  }

  #addFrames(file: SegmentReader, segment: Segment): void {
    const { size } = file;
    while (segment.end + HEADER_BYTES <= size) {
      const headerBytes = file.bytes(segment.end, HEADER_BYTES);
      if (headerBytes === undefined) return;
      const header = parseHeaderAt(segment.end, headerBytes);
      if (header === undefined) {
        segment.isDamaged = true;
        this.problems.add(damage.ofHeader(segment.path, segment.end));
        return;
      }
      const offset = segment.end + HEADER_BYTES;
      if (offset + header.length > size) return;
      const frame: IndexedFrame = { ...header, path: segment.path, offset };
      if (!this.#addFrame(frame, isLikely(header, segment.end))) segment.isDamaged = true;
      segment.end = offset + header.length;
      if (segment.isDamaged) return;
    }
  }

  /** @returns Whether the segment is worth being read further. */
  #addFrame(frame: IndexedFrame, isLikely: boolean): boolean {
    const isMetadata = frame.kind === "metadata";
    const end = frame.offset + frame.length;
    if (isLikely && isMetadata) this.metadataFrames.push(frame);
    else if (isLikely) this.frames.add(frame);
    else if (isMetadata) this.problems.add(damage.ofMetadata(frame.path, end));
    else this.#addDamage(frame);
    // What no writer has written must not fill the memory.
    if (isLikely || this.#damagedCount(frame.path) < MAX_DAMAGED_FRAMES) return true;
    this.problems.add(damage.ofRest(frame.path, end));
    return false;
  }

  #reset(): void {
    this.frames.clear();
    this.metadataFrames.length = 0;
    this.#segments.length = 0;
    this.problems.clear();
    this.#damagedCounts.clear();
    this.#damagedEnds.clear();
    this.#kept.clear();
    this.#keptBytes = 0;
    this.#small.clear();
    this.generation++;
  }
}
