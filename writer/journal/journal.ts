/**
 * The journal of one board: every log call, on disk the moment it arrives.
 *
 * `format/journal_frames.ts` has the format. This is how the writer uses it:
 *
 * - **Append.** Each segment begins with the board's metadata; where these change, another segment
 *   begins. An entry, one block of rows most
 *   often, is encoded as a frame and written to the open segment, without fsync. What
 *   the operating system has survives the process, so from here on `kill -9` loses nothing. A
 *   frame that the disk takes only in part is cut off again: it would end the segment for whoever
 *   reads it.
 * - **Sync.** A flush makes all frames before some position durable (fsync), against a power
 *   failure. Frames are appended meanwhile.
 * - **Read.** A commit replays the frames from some position on, across segments. The newest ones
 *   are still in memory (`recent_frames.ts`); the disk is read for those that came before, and for
 *   what an earlier writer has left. Log calls that
 *   await their completion are given with its rows: it is looked for in the frames after them.
 * - **Remove.** When all rows are in the backend's files, the whole folder goes: renamed to
 *   `journal.finished` first, so that a kill in the midst of it leaves no half of a journal.
 *
 * A writer never appends to a segment that was there before, since that may end in a torn tail.
 * So a {@linkcode JournalPosition} of one writer never points into the segment of another, and
 * numbers go on rising after a removal: an old position is never after a new one.
 *
 * The file has more than 300 lines, as it is one thing: who appends must know what is read.
 *
 * @module
 */
import { dirname } from "@std/path";
import type { Block } from "../../format/block.ts";
import type { Metadata } from "../../format/metadata.ts";
import { metadataFrame } from "../../format/metadata_frame.ts";
import { completeBlocks, type JournalEntry } from "../../format/journal_entry.ts";
import {
  damage,
  type FrameHeader,
  HEADER_BYTES,
  isLikely,
  MAX_DAMAGED_FRAMES,
  MAX_SEGMENT_BYTES,
  parseHeaderAt,
  segmentPath,
  segmentsIn,
} from "../../format/journal_frames.ts";
import { FrameEncoder, parsePayload } from "../../format/journal_payloads.ts";
import { SegmentReader } from "../../format/segment_reader.ts";
import { SmallSegments } from "../../format/small_segments.ts";
import { attempt } from "../../system/attempt.ts";
import { isFileTooLarge, isNotFound } from "../../system/error_code.ts";
import { infoOf } from "../../system/file_info.ts";
import { makeDir } from "../../system/make_dir.ts";
import { OpenFile } from "../../system/open_file.ts";
import { removeFile, removeTreeIfThere } from "../../system/remove.ts";
import { renameDir } from "../../system/rename.ts";
import { syncDir } from "../../system/sync_dir.ts";
import { startTimeout } from "../../system/timer.ts";
import { holdBase } from "./journal_base.ts";
import { isBefore, type JournalPosition } from "./journal_position.ts";
import { Outlines } from "./outlines.ts";
import { RecentFrames } from "./recent_frames.ts";

/** Segments are read in pieces of this size: most frames are much smaller. */
const PIECE_BYTES = 256 * 1024;
/** Frames that are not committed yet are in memory up to this size. */
const MAX_RECENT_BYTES = 64 * 1024 ** 2;
/** About what a block, and what each column with arrays of its own takes, besides the values. */
const BLOCK_BYTES = 500;
const COLUMN_BYTES = 300;
/** Their outlines, up to this one. */
const MAX_OUTLINE_BYTES = 4 * 1024 ** 2;

/** The board is told that all is on disk before its base is freed. */
const HELD_MS = 100;

/** Metadata that have changed begin another segment at once, so many times. */
const MAX_SMALL_SEGMENTS = 16;
/** And then only one that is larger each time: a script may change them all the time. */
const SEGMENT_GROWTH_BYTES = 64 * 1024;

/** A frame as it was read from the journal. */
export interface JournalFrame {
  /** Its blocks, complete as far as the journal has them; none for a completion itself. */
  blocks: Block[];
  /** Where the next frame begins. */
  end: JournalPosition;
  /** The frame's size on disk. */
  byteCount: number;
}

/** Somebody removed or cut what this writer has put into the journal. */
export class JournalLostError extends Error {
  override name = "JournalLostError";
}

/** The journal of one board. */
export class Journal {
  readonly #dir: string;
  readonly #onDamage: (message: string) => void;
  #metadata?: Metadata;
  /** Whether the open segment begins with other metadata than the board has by now. */
  #isOutdated = false;
  /** How often metadata that had changed began another segment. */
  #renewals = 0;
  /** The open segment: the one that `#end` is in. */
  #file?: OpenFile;
  #end: JournalPosition;
  /** All before this position is durable. */
  #synced: JournalPosition;
  #lastStep = -1;
  readonly #encoder = new FrameEncoder();
  readonly #recent = new RecentFrames(MAX_RECENT_BYTES);
  readonly #recentOutlines = new RecentFrames(MAX_OUTLINE_BYTES);
  readonly #outlines = new Outlines();
  readonly #small = new SmallSegments();

  /**
   * Looks for the segments of earlier writers, and makes nothing before the
   * first {@linkcode append}.
   *
   * @param dir The folder `data/journal`.
   * @param onDamage Receives a message for each damaged frame that {@linkcode read} skips.
   * @param metadata What segments begin with, if anything.
   */
  constructor(dir: string, onDamage: (message: string) => void, metadata?: Metadata) {
    this.#metadata = metadata;
    this.#dir = dir;
    this.#onDamage = onDamage;
    this.#end = { segment: (this.#segments().at(-1) ?? 0) + 1, offset: 0 };
    this.#synced = this.end;
  }

  /** The position before the oldest frame. */
  get start(): JournalPosition {
    return { segment: this.#segments()[0] ?? this.#end.segment, offset: 0 };
  }

  /** The position after the newest frame. */
  get end(): JournalPosition {
    return { ...this.#end };
  }

  /** Whether there is any segment on disk. */
  get exists(): boolean {
    return this.#segments().length > 0;
  }

  /** Whether the next entry goes into a segment that is open already. */
  get hasOpenSegment(): boolean {
    return this.#file !== undefined;
  }

  /** Whether somebody removed or cut the segment that this writer has appended to. */
  get isLost(): boolean {
    if (this.#end.offset === 0) return false;
    try {
      return infoOf(this.#path(this.#end.segment)).size < this.#end.offset;
    } catch (error) {
      if (isNotFound(error)) return true;
      throw error;
    }
  }

  /** The highest step of the log calls that were appended, -1 before the first. */
  get lastStep(): number {
    return this.#lastStep;
  }

  /** Writes a block as an entry of its own: see {@linkcode appendEntry}. */
  append(block: Block): void {
    this.appendEntry({ kind: "rows", blocks: [block] });
  }

  /**
   * Writes one entry, without fsync.
   *
   * @param isKept Whether it stays as it is, so that it can be read from memory soon.
   * @returns The position before its frame.
   * @throws {Error} With the system's code, where the disk fails; nothing of it is kept then.
   */
  appendEntry(entry: JournalEntry, isKept = false): JournalPosition {
    const frame = this.#encoder.encodeEntry(entry);
    const isFull = this.#end.offset + frame.length > MAX_SEGMENT_BYTES;
    if (this.#end.offset > 0 && (isFull || this.#isRenewalDue)) {
      this.#endSegment();
    }
    const isFirst = this.#file === undefined;
    this.#file ??= this.#openSegment();
    try {
      // With its position: a write that failed may have moved the file's own.
      this.#file.write(frame, this.#end.offset);
    } catch (error) {
      try {
        this.#file.truncate(this.#end.offset);
      } catch {
        this.#closeSegment(); // The next attempt begins another, as this one has a torn tail.
      }
      if (isFirst || !isFileTooLarge(error)) throw error;
      this.#endSegment();
      return this.appendEntry(entry, isKept);
    }
    const start = this.end;
    this.#end.offset += frame.length;
    if (isKept) {
      const place = {
        start: isFirst ? { ...start, offset: 0 } : start,
        end: this.end,
        byteCount: frame.length,
      };
      const heldBytes = frame.length + arrayBytes(entry);
      this.#recent.add({ entry, ...place, heldBytes });
      this.#recentOutlines.add({ ...this.#outlines.of(entry), ...place });
    } else {
      this.#clearRecent(); // They have no gaps.
    }
    if (entry.kind === "rows" || entry.kind === "awaiting") {
      this.#lastStep = Math.max(this.#lastStep, ...entry.blocks.map(({ lastStep }) => lastStep));
    }
    return start;
  }

  /** Segments begin with other metadata from now on: as soon as the next entry, if not too often. */
  renewMetadata(metadata: Metadata): void {
    this.#metadata = metadata;
    this.#isOutdated = this.#file !== undefined;
  }

  get #isRenewalDue(): boolean {
    const minBytes = Math.max(0, this.#renewals - MAX_SMALL_SEGMENTS) * SEGMENT_GROWTH_BYTES;
    return this.#isOutdated && this.#end.offset >= minBytes;
  }

  /** Makes all frames before a position durable (fsync). More may be appended meanwhile. */
  async sync(target: JournalPosition): Promise<void> {
    if (!isBefore(this.#synced, target)) return;
    const { end } = this;
    await this.#file?.syncLater();
    if (isBefore(this.#synced, end)) this.#synced = end;
  }

  /**
   * The frames from a position on, to the end that the journal has when the
   * reading gets there. Torn tails and damaged frames are skipped, as the
   * format's header comment says; damage is reported.
   *
   * @throws {JournalLostError} Where somebody removed or cut what this writer has appended.
   */
  read(from: JournalPosition): Generator<JournalFrame> {
    return this.#read(from, this.#recent);
  }

  /**
   * The same frames, of which those that this writer has appended have no values, as far as their
   * outlines are in memory: to learn what columns there are, the disk need not be read.
   */
  readOutline(from: JournalPosition): Generator<JournalFrame> {
    return this.#read(from, this.#recentOutlines);
  }

  *#read(from: JournalPosition, recent: RecentFrames): Generator<JournalFrame> {
    using completions = new Completions((from) => this.#entries(from, ["completion"], recent));
    const kinds = ["earlier", "block", "calls", "completion"] as const;
    for (const { entry, end, byteCount } of this.#entries(from, kinds, recent)) {
      const own = entry === undefined || entry.kind === "completion" ? [] : entry.blocks;
      const blocks = entry?.kind === "awaiting"
        ? completeBlocks(entry, completions.find(entry, end))
        : own;
      yield { blocks, end, byteCount };
    }
  }

  /** The frames before a position are in the backend's files: they need not be in memory. */
  forgetBefore(position: JournalPosition): void {
    this.#recent.forgetBefore(position);
    this.#recentOutlines.forgetBefore(position);
    this.#small.clear();
  }

  /** The log calls before a position that await their completion, oldest first. */
  awaiting(before: JournalPosition): JournalEntry[] {
    const awaiting = new Map<number | undefined, JournalEntry>();
    for (const { entry, end } of this.#entries(this.start, ["calls", "completion"])) {
      const step = entry?.blocks.at(-1)?.lastStep;
      if (entry?.kind === "completion") awaiting.delete(step);
      else if (entry?.kind === "awaiting" && !isBefore(before, end)) awaiting.set(step, entry);
    }
    return [...awaiting.values()];
  }

  /**
   * Removes the journal's folder with all that is in it. What a large base takes is free a moment
   * later, or when the thread ends: the board does not wait for that.
   */
  remove(): void {
    this.#closeSegment();
    this.#clearRecent();
    removeTreeIfThere(this.#finishedDir);
    const held = holdBase(this.#dir);
    startTimeout(() => held.forEach((file) => file.close()), HELD_MS);
    renameDir(this.#dir, this.#finishedDir);
    removeTreeIfThere(this.#finishedDir);
  }

  /** Removes what a kill has left: before the first segment was made, or within {@linkcode remove}. */
  removeRemains(): void {
    if (this.exists) return;
    removeTreeIfThere(this.#dir);
    removeTreeIfThere(this.#finishedDir);
  }

  /** Closes the open segment; the next block begins another. */
  close(): void {
    this.#closeSegment();
  }

  /** Gives up what somebody removed: the next block begins another segment. */
  giveUp(): void {
    this.#closeSegment();
    this.#clearRecent();
    this.#lastStep = -1;
  }

  #clearRecent(): void {
    this.#recent.clear();
    this.#recentOutlines.clear();
  }

  /** The frames from a position on. Only payloads of some kinds are read. */
  *#entries(
    from: JournalPosition,
    kinds: readonly FrameHeader["kind"][],
    recentFrames = this.#recent,
  ): Generator<ReadFrame> {
    if (this.isLost) {
      throw new JournalLostError(`${this.#path(this.#end.segment)} was removed or cut`);
    }
    let position = from;
    for (;;) {
      const recent = recentFrames.after(position);
      if (recent !== undefined) {
        const { entry, end, byteCount } = recent;
        position = end;
        yield { entry: kinds.includes(kindOf(entry)) ? entry : undefined, end, byteCount };
        continue;
      }
      if (!isBefore(position, this.#end)) return;
      let isInMemory = false;
      for (const frame of this.#entriesOnDisk(position, kinds)) {
        position = frame.end;
        yield frame;
        isInMemory = recentFrames.after(position) !== undefined;
        if (isInMemory) break;
      }
      if (!isInMemory) return;
    }
  }

  *#entriesOnDisk(
    from: JournalPosition,
    kinds: readonly FrameHeader["kind"][],
  ): Generator<ReadFrame> {
    const segments = this.#segments();
    if (this.#end.offset > 0 && !segments.includes(this.#end.segment)) {
      throw new JournalLostError(`${this.#path(this.#end.segment)} was removed`);
    }
    for (const segment of segments) {
      if (segment < from.segment) continue;
      yield* this.#readSegment(segment, segment === from.segment ? from.offset : 0, kinds);
    }
  }

  *#readSegment(
    segment: number,
    offset: number,
    kinds: readonly FrameHeader["kind"][],
  ): Generator<ReadFrame> {
    const path = this.#path(segment);
    const isFinal = segment < this.#end.segment;
    using file = new SegmentReader(this.#small.get(path) ?? path, PIECE_BYTES, isFinal);
    let damagedCount = 0;
    for (;;) {
      const headerBytes = file.bytes(offset, HEADER_BYTES);
      if (headerBytes === undefined) break;
      const header = parseHeaderAt(offset, headerBytes);
      if (header === undefined) {
        this.#onDamage(damage.ofHeader(path, offset));
        return;
      }
      const byteCount = HEADER_BYTES + header.length;
      // No memory is made for a length that the file does not have.
      if (!file.reaches(offset + byteCount)) break;
      const isWanted = kinds.includes(header.kind);
      const isRead = isWanted && isLikely(header, offset);
      const payload = isRead ? file.bytes(offset + HEADER_BYTES, header.length) : undefined;
      if (isRead && payload === undefined) break;
      offset += byteCount;
      const entry = payload && parsePayload(payload, header);
      if (entry !== undefined || !isWanted) {
        yield { entry, end: { segment, offset }, byteCount };
        continue;
      }
      this.#onDamage(damage.ofPayload(path, offset));
      if (++damagedCount < MAX_DAMAGED_FRAMES) continue;
      this.#onDamage(damage.ofRest(path, offset));
      return;
    }
    if (isFinal && file.whole !== undefined) this.#small.add(path, file.whole);
    // A tail can be torn only where this writer has not yet appended a whole frame.
    if (segment === this.#end.segment && offset < this.#end.offset) {
      throw new JournalLostError(`${path} was cut at byte ${offset}`);
    }
  }

  #openSegment(): OpenFile {
    makeDir(dirname(this.#dir));
    makeDir(this.#dir);
    // The folder may have been away when it was first looked at.
    const last = this.#segments().at(-1) ?? 0;
    if (last >= this.#end.segment) this.#end = { segment: last + 1, offset: 0 };
    const path = this.#path(this.#end.segment);
    const file = new OpenFile(path, "create_new");
    try {
      if (this.#metadata !== undefined) {
        const frame = metadataFrame(this.#metadata, new Date());
        file.write(frame, 0);
        this.#end.offset = frame.length;
      }
      if (this.#isOutdated) this.#renewals++;
      this.#isOutdated = false;
      syncDir(this.#dir);
    } catch (error) {
      // It may fail since the folder was removed: in what is there now, the name is somebody else's.
      const isOurs = attempt(() => file.isInPlace) === true;
      file.close();
      if (isOurs) removeFile(path);
      this.#end.offset = 0;
      throw error;
    }
    return file;
  }

  /** Closes the open segment, durable: only the last one is synced later. */
  #endSegment(): void {
    this.#file?.sync();
    this.#closeSegment();
  }

  #closeSegment(): void {
    if (this.#file === undefined) return;
    this.#file.close();
    this.#file = undefined;
    this.#end = { segment: this.#end.segment + 1, offset: 0 };
  }

  get #finishedDir(): string {
    return `${this.#dir}.finished`;
  }

  #path(segment: number): string {
    return segmentPath(this.#dir, segment);
  }

  #segments(): number[] {
    return segmentsIn(this.#dir);
  }
}

/** The kind of frame that an entry is written as. */
function kindOf({ kind, blocks }: JournalEntry): FrameHeader["kind"] {
  if (kind === "completion" || kind === "events") return "completion";
  return kind === "rows" && blocks.length === 1 ? "block" : "calls";
}

/** A frame with what its payload holds, where that was read. */
interface ReadFrame {
  entry?: JournalEntry;
  end: JournalPosition;
  byteCount: number;
}

/**
 * Finds completions ahead of a reader of the journal. They come in the order of
 * the calls that they complete, so those of earlier calls are not kept.
 */
class Completions implements Disposable {
  readonly #read: (from: JournalPosition) => Generator<ReadFrame>;
  readonly #found = new Map<number, Block[]>();
  #frames?: Generator<ReadFrame>;

  constructor(read: (from: JournalPosition) => Generator<ReadFrame>) {
    this.#read = read;
  }

  /** The blocks that complete a call whose frame ends somewhere. */
  find({ blocks }: JournalEntry, end: JournalPosition): Block[] | undefined {
    const step = blocks[0]?.lastStep ?? -1;
    const frames = this.#frames ??= this.#read(end);
    while (!this.#found.has(step)) {
      const { value, done } = frames.next();
      if (done) break;
      const completed = value.entry?.blocks ?? [];
      const [first] = value.entry?.kind === "completion" ? completed : [];
      if (first !== undefined && first.lastStep >= step) this.#found.set(first.lastStep, completed);
    }
    const found = this.#found.get(step);
    this.#found.delete(step);
    return found;
  }

  [Symbol.dispose](): void {
    this.#frames?.return(undefined);
  }
}

/** Of small records it is most of what they take. Metrics share arrays, as thousands may be in a block. */
function arrayBytes({ blocks }: JournalEntry): number {
  const ofColumns = ({ table, columns }: Block) => table === "metrics" ? 0 : columns.length;
  return blocks.reduce((sum, block) => sum + BLOCK_BYTES + COLUMN_BYTES * ofColumns(block), 0);
}
