/**
 * What the writer needs to complete a log call after a kill: pixels that are not encoded yet, say.
 * A file for each call that awaits its completion, `data/journal/deferred/00000012.records`, named
 * after its step. It is written before the call's frame and removed after the completion's, so most
 * of them never reach the disk. Nothing makes them durable: a flush waits until all calls are
 * complete.
 *
 * | bytes | content |
 * |---|---|
 * | 0 to 3 | the magic number 0x3152424B, which is "KBR1" in ASCII |
 * | 4 to 7 | how many bytes the JSON text has, a multiple of eight |
 * | 8 to 11 | the CRC-32 of the JSON text |
 * | 12 to 15 | the CRC-32 of all that comes behind it |
 * | from 16 | the JSON text, filled up with spaces: {@linkcode Records}, see `records_schema.ts` |
 * | then | the arrays that it names by their index, each filled up to a multiple of eight bytes |
 *
 * Files and blobs are not in it: a file is copied when its turn comes, which may take long, and a
 * path in a received board must never be read. Their rows say that they are lost.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { crc32 } from "node:zlib";
import { dirname, join } from "@std/path";
import { keepSign } from "../../format/negative_zero.ts";
import { isAlreadyExists, isNotFound } from "../../system/error_code.ts";
import { makeDir } from "../../system/make_dir.ts";
import { OpenFile } from "../../system/open_file.ts";
import { removeFileIfThere } from "../../system/remove.ts";
import type { MediaSource, Records } from "../records.ts";
import { importLate } from "../import_late.ts";
import { type NumberArray, typeNameOf } from "./number_arrays.ts";

const MAGIC = 0x3152424b;
const HEADER_BYTES = 16;
/** Shared memory is copied in pieces of this size. */
const PIECE_BYTES = 256 * 1024;
/**
 * Calls with more are not kept: their rows say that they are lost, if the writer is killed. It
 * bounds what the files of a received board can take of the memory, as does the next one.
 */
const MAX_BYTES = 128 * 1024 ** 2;
const MAX_JSON_BYTES = 8 * 1024 ** 2;

interface Schema {
  parseRecords(text: string, bytes: Uint8Array<ArrayBuffer>): Records | undefined;
}

/** The files of the calls that await their completion. */
export class DeferredRecords {
  readonly #dir: string;

  /** Makes nothing yet. @param journalDir The folder `data/journal`. */
  constructor(journalDir: string) {
    this.#dir = join(journalDir, "deferred");
  }

  /** Writes the file of a call. @throws {Error} Where the disk fails; nothing of it is left then. */
  write(records: Records): void {
    const { head, arrays } = encode(records);
    const byteCount = arrays.reduce((sum, { byteLength }) => sum + aligned(byteLength), 0);
    if (HEADER_BYTES + head.length + byteCount > MAX_BYTES) return;
    if (head.length > MAX_JSON_BYTES) return;
    const path = this.#path(records.step);
    try {
      using file = this.#create(path);
      let checksum = 0;
      let at = HEADER_BYTES + head.length;
      for (const piece of piecesOf(arrays)) {
        file.write(piece, at);
        checksum = crc32(piece, checksum);
        at += piece.length;
      }
      const header = Buffer.alloc(HEADER_BYTES);
      header.writeUInt32LE(MAGIC, 0);
      header.writeUInt32LE(head.length, 4);
      header.writeUInt32LE(crc32(head), 8);
      header.writeUInt32LE(checksum, 12);
      file.write(Buffer.concat([header, head]), 0);
    } catch (error) {
      this.remove(records.step);
      throw error;
    }
  }

  /** The records of a call; `undefined` where they are lost, damaged, or not what a board writes. */
  async read(step: number): Promise<Records | undefined> {
    try {
      using file = new OpenFile(this.#path(step));
      const { size } = file;
      if (size < HEADER_BYTES || size > MAX_BYTES) return undefined;
      const bytes = Buffer.allocUnsafeSlow(size);
      if (!file.readFully(bytes, 0)) return undefined;
      const records = await decode(bytes);
      return records?.step === step ? records : undefined;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Removes the file of a call, where there is one. What cannot be removed goes with the journal. */
  remove(step: number): void {
    try {
      removeFileIfThere(this.#path(step));
    } catch {
      // The call is complete: nothing reads the file again.
    }
  }

  /** Most often the folder is there and the file is not, so that is tried first. */
  #create(path: string): OpenFile {
    try {
      return new OpenFile(path, "create_new");
    } catch (error) {
      if (isNotFound(error)) {
        const journalDir = dirname(this.#dir);
        for (const dir of [dirname(journalDir), journalDir, this.#dir]) makeDir(dir);
      } else if (isAlreadyExists(error)) removeFileIfThere(path); // Of a call that is not in the journal.
      else throw error;
      return new OpenFile(path, "create_new");
    }
  }

  #path(step: number): string {
    return join(this.#dir, `${String(step).padStart(8, "0")}.records`);
  }
}

function encode(records: Records): { head: Uint8Array; arrays: NumberArray[] } {
  const arrays: NumberArray[] = [];
  const { media, ...others } = records;
  const kept = {
    ...others,
    media: media.map((record) => ({ ...record, source: toKept(record.source) })),
  };
  const json = JSON.stringify(kept, (key, value) => {
    if (!ArrayBuffer.isView(value)) return keepSign(key, value);
    return { array: arrays.push(value as NumberArray) - 1 };
  });
  const types = arrays.map((array) => ({ type: typeNameOf(array), length: array.length }));
  const text = new TextEncoder().encode(`{"records":${json},"arrays":${JSON.stringify(types)}}`);
  const head = new Uint8Array(aligned(text.length)).fill(" ".charCodeAt(0));
  head.set(text);
  return { head, arrays };
}

function toKept(source: MediaSource): MediaSource {
  if (source.kind === "file") {
    return { kind: "lost", reason: `The run was killed before it had copied ${source.path}` };
  }
  if (source.kind !== "blob") return source;
  return { kind: "lost", reason: "The run was killed before it had read the blob" };
}

/** The bytes of some arrays, copied: the system takes no shared memory. */
function* piecesOf(arrays: readonly NumberArray[]): Generator<Uint8Array> {
  for (const { buffer, byteOffset, byteLength } of arrays) {
    for (let start = 0; start < byteLength; start += PIECE_BYTES) {
      const length = Math.min(PIECE_BYTES, byteLength - start);
      const piece = new Uint8Array(aligned(length));
      piece.set(new Uint8Array(buffer, byteOffset + start, length));
      yield piece;
    }
  }
}

async function decode(bytes: Buffer<ArrayBuffer>): Promise<Records | undefined> {
  const headLength = bytes.readUInt32LE(4);
  const end = HEADER_BYTES + headLength;
  const isSound = end <= bytes.length && headLength <= MAX_JSON_BYTES && headLength % 8 === 0;
  if (bytes.readUInt32LE(0) !== MAGIC || !isSound) return undefined;
  const head = bytes.subarray(HEADER_BYTES, end);
  if (crc32(head) !== bytes.readUInt32LE(8)) return undefined;
  if (crc32(bytes.subarray(end)) !== bytes.readUInt32LE(12)) return undefined;
  const { parseRecords } = await importLate<Schema>("what checks records that an earlier run left");
  return parseRecords(head.toString("utf8"), bytes.subarray(end));
}

function aligned(byteCount: number): number {
  return Math.ceil(byteCount / 8) * 8;
}
