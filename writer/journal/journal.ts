/**
 * The journal: every block, on disk the moment it arrives.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { dirname } from "@std/path";
import type { Block } from "../../format/block.ts";
import {
  damage,
  FrameEncoder,
  HEADER_BYTES,
  parseHeader,
  parsePayload,
  readFully,
  segmentPath,
  segmentsIn,
} from "../../format/journal_frames.ts";
import { makeDir } from "../../system/make_dir.ts";
import { syncDir } from "../../system/sync_dir.ts";

const SEGMENT_BYTES = 64 * 1024 ** 2;

/** A place between two records. */
export interface JournalPosition {
  /** The segment's number. */
  segment: number;
  /** Bytes from the segment's start. */
  offset: number;
}

/** A block, and the place behind it. */
export interface JournalFrame {
  /** The block. */
  block: Block;
  /** Where the next record begins. */
  end: JournalPosition;
  /** The record's size on disk. */
  byteCount: number;
}

/** What the writer has put into the journal is not there any more. */
export class JournalLostError extends Error {
  override name = "JournalLostError";
}

/** The journal of one board; `journal_records.ts` has the format. */
export class Journal {
  readonly #dir: string;
  readonly #onDamage: (message: string) => void;
  #file?: Deno.FsFile;
  #end: JournalPosition;
  /** All before this place is durable. */
  #synced: JournalPosition;
  #lastStep = -1;
  readonly #encoder = new FrameEncoder();

  /**
   * Looks at the segments of an earlier writer; makes nothing before the
   * first {@linkcode append}. A new writer never appends to an old segment,
   * whose last record may be torn.
   *
   * @param dir The folder `data/journal`.
   * @param onDamage Is told of each damaged record that {@linkcode read} skips.
   */
  constructor(dir: string, onDamage: (message: string) => void) {
    this.#dir = dir;
    this.#onDamage = onDamage;
    this.#end = { segment: (this.#segments().at(-1) ?? 0) + 1, offset: 0 };
    this.#synced = this.end;
  }

  /** The place before the oldest record. */
  get start(): JournalPosition {
    return { segment: this.#segments()[0] ?? this.#end.segment, offset: 0 };
  }

  /** The place behind the newest record. */
  get end(): JournalPosition {
    return { ...this.#end };
  }

  /** Whether there is any segment on disk. */
  get exists(): boolean {
    return this.#segments().length > 0;
  }

  /** Whether the next block goes to a segment that is there. */
  get hasOpenSegment(): boolean {
    return this.#file !== undefined;
  }

  /** Whether what this writer has appended last is gone, or cut. */
  get isLost(): boolean {
    if (this.#end.offset === 0) return false;
    try {
      return Deno.statSync(this.#path(this.#end.segment)).size < this.#end.offset;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return true;
      throw error;
    }
  }

  /** The highest step of the blocks that were appended, -1 before the first. */
  get lastStep(): number {
    return this.#lastStep;
  }

  /** Writes one block, without fsync. Throws, with nothing kept, where the disk fails. */
  append(block: Block): void {
    const record = this.#encoder.encode(block);
    if (this.#end.offset > 0 && this.#end.offset + record.length > SEGMENT_BYTES) {
      this.#file?.syncDataSync();
      this.#closeSegment();
    }
    this.#file ??= this.#openSegment();
    try {
      for (let written = 0; written < record.length;) {
        written += this.#file.writeSync(record.subarray(written));
      }
    } catch (error) {
      // A half-written record would end the replay of its segment: the next
      // attempt starts a new one, where this one cannot be cut back.
      try {
        this.#file.truncateSync(this.#end.offset);
        this.#file.seekSync(this.#end.offset, Deno.SeekMode.Start);
      } catch {
        this.#closeSegment();
      }
      throw error;
    }
    this.#end.offset += record.length;
    this.#lastStep = Math.max(this.#lastStep, block.lastStep);
  }

  /** Makes all records before a place durable (fsync). More may be appended meanwhile. */
  async sync(target: JournalPosition): Promise<void> {
    if (!isBefore(this.#synced, target)) return;
    const { end } = this;
    await this.#file?.syncData();
    if (isBefore(this.#synced, end)) this.#synced = end;
  }

  /**
   * The records from one place on, to the end that the journal has when the
   * reading gets there. A torn tail ends its segment silently, a damaged
   * record is reported and skipped.
   *
   * @throws {JournalLostError} Where what this writer itself wrote is gone.
   */
  *read(from: JournalPosition): Generator<JournalFrame> {
    const segments = this.#segments();
    if (this.#end.offset > 0 && !segments.includes(this.#end.segment)) {
      throw new JournalLostError(`${this.#path(this.#end.segment)} was removed`);
    }
    for (const segment of segments) {
      if (segment < from.segment) continue;
      yield* this.#readSegment(segment, segment === from.segment ? from.offset : 0);
    }
  }

  /**
   * Removes the journal and all that lies in its folder. The numbers of its
   * segments do not begin anew: every later place is behind all those in it.
   */
  remove(): void {
    this.#closeSegment();
    // Renamed first: a kill within the removal must not leave half a journal.
    const finished = `${this.#dir}.finished`;
    removeIfThere(finished);
    Deno.renameSync(this.#dir, finished);
    removeIfThere(finished);
  }

  /** Removes what a kill before the first segment, or within {@linkcode remove}, has left. */
  removeRemains(): void {
    if (this.exists) return;
    removeIfThere(this.#dir);
    removeIfThere(`${this.#dir}.finished`);
  }

  /** Lets go of the open segment; the next block begins another. */
  close(): void {
    this.#closeSegment();
  }

  /** What was written is gone: the next block begins another segment. */
  giveUp(): void {
    this.#closeSegment();
    this.#lastStep = -1;
  }

  *#readSegment(segment: number, offset: number): Generator<JournalFrame> {
    const path = this.#path(segment);
    using file = Deno.openSync(path);
    const header = Buffer.allocUnsafe(HEADER_BYTES);
    for (;;) {
      file.seekSync(offset, Deno.SeekMode.Start);
      if (!readFully(file, header)) break;
      const found = parseHeader(header);
      if (found === undefined) {
        this.#onDamage(damage.ofHeader(path, offset));
        return;
      }
      const payload = Buffer.allocUnsafeSlow(found.length);
      if (!readFully(file, payload)) break;
      offset += HEADER_BYTES + payload.length;
      const block = parsePayload(payload, found);
      if (block === undefined) {
        this.#onDamage(damage.ofPayload(path, offset));
        continue;
      }
      yield {
        block,
        end: { segment, offset },
        byteCount: HEADER_BYTES + payload.length,
      };
    }
    if (segment === this.#end.segment && offset < this.#end.offset) {
      throw new JournalLostError(`${path} was cut at byte ${offset}`);
    }
  }

  #openSegment(): Deno.FsFile {
    makeDir(dirname(this.#dir));
    makeDir(this.#dir);
    // The folder may have been away when it was first looked at.
    const last = this.#segments().at(-1) ?? 0;
    if (last >= this.#end.segment) this.#end = { segment: last + 1, offset: 0 };
    const path = this.#path(this.#end.segment);
    const file = Deno.openSync(path, { write: true, createNew: true });
    try {
      syncDir(this.#dir);
    } catch (error) {
      file.close();
      Deno.removeSync(path);
      throw error;
    }
    return file;
  }

  #closeSegment(): void {
    if (this.#file === undefined) return;
    this.#file.close();
    this.#file = undefined;
    this.#end = { segment: this.#end.segment + 1, offset: 0 };
  }

  #path(segment: number): string {
    return segmentPath(this.#dir, segment);
  }

  #segments(): number[] {
    return segmentsIn(this.#dir);
  }
}

/** Whether one place in the journal comes before another. */
export function isBefore(a: JournalPosition, b: JournalPosition): boolean {
  return a.segment < b.segment || (a.segment === b.segment && a.offset < b.offset);
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
