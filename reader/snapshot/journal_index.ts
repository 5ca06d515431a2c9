import { Buffer } from "node:buffer";
import type { Block } from "../../format/block.ts";
import type { TableName } from "../../format/tables.ts";
import {
  damage,
  type FrameHeader,
  HEADER_BYTES,
  parseHeader,
  parsePayload,
  readFully,
  segmentPath,
  segmentsIn,
} from "../../format/journal_frames.ts";

/** Headers are looked for in pieces of this size. */
const PIECE_BYTES = 64 * 1024;
/** Blocks that were read to see what they are, kept for the next who wants them, up to this size. */
const KEPT_BYTES = 32 * 1024 ** 2;

/** What is known of a record once it was read. */
export interface FrameInfo {
  table: TableName;
  firstStep: number;
  lastStep: number;
}

/** A record, by its place. */
export interface IndexedFrame extends FrameHeader {
  path: string;
  /** Of the payload. */
  offset: number;
  info?: FrameInfo;
  block?: Block;
  isDamaged?: boolean;
}

interface Segment {
  number: number;
  path: string;
  /** What tells it from another one of its name, which may have its inode too. */
  identity: string;
  /** All before is in the list of records. */
  end: number;
  isDamaged: boolean;
}

/**
 * Where the journal's records are. Follows a journal that grows: each
 * {@linkcode refresh} reads the headers that are new, and no block.
 */
export class JournalIndex {
  /** All whole records, oldest first. */
  readonly records: IndexedFrame[] = [];
  /** Rises when the journal is another than it was, and the records begin anew. */
  generation = 0;
  /** Damage that was found, in words. */
  readonly problems = new Set<string>();
  readonly #dir: string;
  readonly #segments: Segment[] = [];
  #keptBytes = 0;

  /** @param dir The folder `data/journal`. */
  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Whether there is any segment. */
  get exists(): boolean {
    return this.#segments.length > 0;
  }

  /** Looks at what is there now. A torn record at the end of a segment is passed over. */
  refresh(): void {
    try {
      this.#follow();
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      this.#reset(); // It was removed under us: the run is finished.
    }
  }

  /** The block of a record; `undefined` where it is damaged, or gone with the whole journal. */
  read(record: IndexedFrame): Block | undefined {
    const { block } = record;
    if (block !== undefined) {
      record.block = undefined;
      this.#keptBytes -= record.length;
      return block;
    }
    return record.isDamaged ? undefined : this.#readPayload(record);
  }

  /** What a record holds; `undefined` as in {@linkcode read}. */
  inspect(record: IndexedFrame): FrameInfo | undefined {
    if (record.info !== undefined || record.isDamaged) return record.info;
    const block = this.#readPayload(record);
    if (block !== undefined && this.#keptBytes + record.length < KEPT_BYTES) {
      record.block = block;
      this.#keptBytes += record.length;
    }
    return record.info;
  }

  #readPayload(record: IndexedFrame): Block | undefined {
    const payload = Buffer.allocUnsafeSlow(record.length);
    try {
      using file = Deno.openSync(record.path);
      file.seekSync(record.offset, Deno.SeekMode.Start);
      if (!readFully(file, payload)) return undefined;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
    const block = parsePayload(payload, record);
    if (block === undefined) {
      record.isDamaged = true;
      this.problems.add(damage.ofPayload(record.path, record.offset + record.length));
      return undefined;
    }
    const { table, firstStep, lastStep } = block;
    record.info = { table, firstStep, lastStep };
    return block;
  }

  #follow(): void {
    const numbers = segmentsIn(this.#dir);
    const isSame = this.#segments.every(({ number }, index) => number === numbers[index]);
    if (!isSame) this.#reset();
    for (const [index, number] of numbers.entries()) {
      const path = segmentPath(this.#dir, number);
      using file = Deno.openSync(path);
      const { dev, ino, size } = file.statSync();
      const identity = `${dev}:${ino}:${firstHeaderOf(file)}`;
      let segment = this.#segments[index];
      if (segment !== undefined && (segment.identity !== identity || size < segment.end)) {
        this.#reset();
        return this.#follow();
      }
      if (segment === undefined) {
        segment = { number, path, identity, end: 0, isDamaged: false };
        this.#segments.push(segment);
      }
      if (!segment.isDamaged) this.#walk(file, segment, size);
    }
  }

  #walk(file: Deno.FsFile, segment: Segment, size: number): void {
    const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
    let start = 0;
    let length = 0;
    while (segment.end + HEADER_BYTES <= size) {
      if (segment.end < start || segment.end + HEADER_BYTES > start + length) {
        start = segment.end;
        length = Math.min(PIECE_BYTES, size - start);
        file.seekSync(start, Deno.SeekMode.Start);
        if (!readFully(file, piece.subarray(0, length))) return;
      }
      const header = parseHeader(piece, segment.end - start);
      if (header === undefined) {
        segment.isDamaged = true;
        this.problems.add(damage.ofHeader(segment.path, segment.end));
        return;
      }
      const offset = segment.end + HEADER_BYTES;
      if (offset + header.length > size) return;
      this.records.push({ ...header, path: segment.path, offset });
      segment.end = offset + header.length;
    }
  }

  #reset(): void {
    this.records.length = 0;
    this.#segments.length = 0;
    this.problems.clear();
    this.#keptBytes = 0;
    this.generation++;
  }
}

/** The header of a segment's first record, as text: it has the checksum of that record. */
function firstHeaderOf(file: Deno.FsFile): string {
  const header = new Uint8Array(HEADER_BYTES);
  return readFully(file, header) ? header.toHex() : "";
}
