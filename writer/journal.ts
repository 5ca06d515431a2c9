/**
 * The journal: every block, on disk the moment it arrives.
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
import { dirname, join } from "@std/path";
import type { Block } from "./block.ts";
import { makeDir } from "./make_dir.ts";
import { syncDir } from "./sync_dir.ts";

const MAGIC = 0x314a424b; // "KBJ1"
const HEADER_BYTES = 16;
const SEGMENT_BYTES = 64 * 1024 ** 2;

/** A place between two records. */
export interface JournalPosition {
  /** The segment's number. */
  segment: number;
  /** Bytes from the segment's start. */
  offset: number;
}

/** A block, and the place behind it. */
export interface JournalRecord {
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

/** The journal of one board; see the module's text for the format. */
export class Journal {
  readonly #dir: string;
  readonly #onDamage: (message: string) => void;
  #file?: Deno.FsFile;
  #end: JournalPosition;
  #synced = true;
  #lastStep = -1;
  #buffer = Buffer.allocUnsafeSlow(0);

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
    const payload = serialize(block);
    const record = this.#frame(payload);
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
    this.#synced = false;
    this.#end.offset += record.length;
    this.#lastStep = Math.max(this.#lastStep, block.lastStep);
  }

  /** Makes all records durable (fsync). More may be appended meanwhile. */
  async sync(): Promise<void> {
    if (this.#synced) return;
    const { offset, segment } = this.#end;
    await this.#file?.syncData();
    if (segment === this.#end.segment && offset === this.#end.offset) this.#synced = true;
  }

  /**
   * The records from one place on, to the end that the journal has when the
   * reading gets there. A torn tail ends its segment silently, a damaged
   * record is reported and skipped.
   *
   * @throws {JournalLostError} Where what this writer itself wrote is gone.
   */
  *read(from: JournalPosition): Generator<JournalRecord> {
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
    this.#synced = true;
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

  *#readSegment(segment: number, offset: number): Generator<JournalRecord> {
    const path = this.#path(segment);
    using file = Deno.openSync(path);
    const header = Buffer.allocUnsafe(HEADER_BYTES);
    for (;;) {
      file.seekSync(offset, Deno.SeekMode.Start);
      if (!readFully(file, header)) break;
      if (
        header.readUInt32LE(0) !== MAGIC ||
        header.readUInt32LE(12) !== crc32(header.subarray(0, 12))
      ) {
        this.#onDamage(
          `The journal ${path} is damaged at byte ${offset}: the rest of this file cannot be read`,
        );
        return;
      }
      const payload = Buffer.allocUnsafeSlow(header.readUInt32LE(4));
      if (!readFully(file, payload)) break;
      offset += HEADER_BYTES + payload.length;
      if (crc32(payload) !== header.readUInt32LE(8)) {
        this.#onDamage(
          `The journal ${path} is damaged before byte ${offset}: the rows of one record are lost`,
        );
        continue;
      }
      yield {
        block: deserialize(payload),
        end: { segment, offset },
        byteCount: HEADER_BYTES + payload.length,
      };
    }
    if (segment === this.#end.segment && offset < this.#end.offset) {
      throw new JournalLostError(`${path} was cut at byte ${offset}`);
    }
  }

  #frame(payload: Uint8Array): Uint8Array {
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

  #openSegment(): Deno.FsFile {
    makeDir(dirname(this.#dir));
    makeDir(this.#dir);
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
    return join(this.#dir, `${String(segment).padStart(6, "0")}.journal`);
  }

  #segments(): number[] {
    let entries: Deno.DirEntry[];
    try {
      entries = [...Deno.readDirSync(this.#dir)];
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
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function readFully(file: Deno.FsFile, target: Uint8Array): boolean {
  for (let read = 0; read < target.length;) {
    const count = file.readSync(target.subarray(read));
    if (count === null) return false;
    read += count;
  }
  return true;
}
