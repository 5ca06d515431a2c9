/**
 * The checksums of a finished board's files, in `file_checksums.json` in its folder. Not every format
 * notices a flipped bit: in a Parquet file most of them give other values and no error.
 *
 * ```json
 * {
 *   "version": 1,
 *   "block_bytes": 1048576,
 *   "files": {
 *     "data/metrics.parquet": { "size": 1300000, "crc32": "1a2b3c4d5e6f7081" }
 *   },
 *   "checksum": "0a1b2c3d"
 * }
 * ```
 *
 * `crc32` has eight hex digits for each block of a file, the last of which may be shorter.
 * `checksum` is that of the list itself, see `sealed_json.ts`. `metadata.json` has its own, and the
 * name and the row of a medium have the hash of its content.
 *
 * The writer writes the list when it has read back what it wrote, before the journal goes, and
 * removes it before a resumed run changes a file. So it holds for a board that has no journal.
 *
 * @module
 */
import { join } from "@std/path";
import { CHECKSUM_BLOCK_BYTES } from "../system/block_checksums.ts";
import { messageOf } from "../system/message_of.ts";
import { readTextIfThere } from "../system/read_text.ts";
import { removeFileIfThere } from "../system/remove.ts";
import { replaceFileDurably } from "../system/replace_file_durably.ts";
import { findJsonExcess, type JsonLimits } from "./json_limits.ts";
import { sealJson, sealOf } from "./sealed_json.ts";

/** The name of the list, in the board's folder. */
export const CHECKSUMS_FILE = "file_checksums.json";

const VERSION = 1;
/** A board has a dozen files, one of a backend of the user's perhaps thousands. */
const MAX_FILES = 10_000;
/** Each file has a name, a size and a text of checksums. */
const LIMITS: JsonLimits = { depth: 3, values: 3 * MAX_FILES + 10 };
/** A file in one of the folders that have checksums; whoever made the board may have written others. */
const FILE_NAME = /^(data|logs)\/(?!\.\.?$)[^/\\\0]{1,255}$/;

/** What a file was when the run was finished. */
export interface FileChecksums {
  /** In bytes. A log may have grown since. */
  size: number;
  /** The CRC-32 of each block. */
  blocks: readonly number[];
}

/** The files of a board by their paths in its folder, as `data/metrics.parquet`. */
export type BoardChecksums = ReadonlyMap<string, FileChecksums>;

/** The result of looking for a board's checksums. */
export type FoundChecksums =
  /** The list. */
  | { kind: "checksums"; files: BoardChecksums }
  /** The board has none: its run was not finished, or by an earlier version of this package. */
  | { kind: "none" }
  /** The list itself is damaged, so that the files cannot be compared with it. */
  | { kind: "damaged"; problem: string };

/** Reads the list of a board. Never throws, whatever the folder contains. */
export function readChecksums(boardDir: string): FoundChecksums {
  const path = checksumsPath(boardDir);
  const damaged = (problem: string) =>
    ({ kind: "damaged", problem: `Cannot check the files of ${boardDir}: ${problem}` }) as const;
  let text: string | undefined;
  try {
    text = readTextIfThere(path);
  } catch (error) {
    return damaged(messageOf(error));
  }
  if (text === undefined) return { kind: "none" };
  const files = parseChecksums(text);
  return files === undefined
    ? damaged(`${path} is not as it was written`)
    : { kind: "checksums", files };
}

/** Writes the list of a board, durably. */
export function writeChecksums(boardDir: string, files: BoardChecksums): void {
  const entries = [...files].map(([name, { size, blocks }]) => [
    name,
    { size, crc32: blocks.map((crc) => crc.toString(16).padStart(8, "0")).join("") },
  ]);
  const text = sealJson({
    version: VERSION,
    block_bytes: CHECKSUM_BLOCK_BYTES,
    files: Object.fromEntries(entries),
  });
  replaceFileDurably(checksumsPath(boardDir), text);
}

/** Removes the list of a board, as its files are about to change. */
export function removeChecksums(boardDir: string): void {
  removeFileIfThere(checksumsPath(boardDir));
}

/** Where the list of a board is. */
export function checksumsPath(boardDir: string): string {
  return join(boardDir, CHECKSUMS_FILE);
}

/** The list in a text; `undefined` where it is not as it was written. */
function parseChecksums(text: string): BoardChecksums | undefined {
  let found: unknown;
  try {
    if (findJsonExcess(text, LIMITS) !== undefined) return undefined;
    found = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(found) || sealOf(text, found) !== "intact") return undefined;
  const { version, block_bytes, files } = found;
  if (version !== VERSION || block_bytes !== CHECKSUM_BLOCK_BYTES || !isRecord(files)) {
    return undefined;
  }
  const parsed = new Map<string, FileChecksums>();
  for (const [name, file] of Object.entries(files)) {
    const checksums = FILE_NAME.test(name) ? toFileChecksums(file) : undefined;
    if (checksums === undefined) return undefined;
    parsed.set(name, checksums);
  }
  return parsed;
}

function toFileChecksums(found: unknown): FileChecksums | undefined {
  if (!isRecord(found)) return undefined;
  const { size, crc32 } = found;
  if (!Number.isSafeInteger(size) || typeof crc32 !== "string") return undefined;
  const bytes = size as number;
  const digits = 8 * Math.ceil(bytes / CHECKSUM_BLOCK_BYTES);
  if (bytes < 0 || crc32.length !== digits || !/^[0-9a-f]*$/.test(crc32)) return undefined;
  const blocks: number[] = [];
  for (let at = 0; at < digits; at += 8) blocks.push(parseInt(crc32.slice(at, at + 8), 16));
  return { size: bytes, blocks };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
