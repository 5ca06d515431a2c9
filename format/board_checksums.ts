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
 *   "tables": {
 *     "metrics": {
 *       "row_count": 1000,
 *       "last_step": 999,
 *       "last_global_step": null,
 *       "columns": [["step", "int64"], ["loss", "double"]]
 *     }
 *   },
 *   "checksum": "0a1b2c3d"
 * }
 * ```
 *
 * `crc32` has eight hex digits for each block of a file, the last of which may be shorter.
 * `tables` has what a run that goes on needs to know of the rows; where there are very many columns,
 * or the board was fetched from elsewhere, it is missing.
 * `checksum` is that of the list itself, see `sealed_json.ts`. `metadata.json` has its own, and the
 * name and the row of a medium have the hash of its content.
 *
 * The writer writes the list when it has read back what it wrote, before the journal goes, and
 * moves it away before a resumed run changes a file. So it holds for a board that has no journal.
 *
 * @module
 */
import { join } from "@std/path";
import { CHECKSUM_BLOCK_BYTES } from "../system/block_checksums.ts";
import { messageOf } from "../system/message_of.ts";
import { readTextIfThere } from "../system/read_text.ts";
import { removeTreeIfThere } from "../system/remove.ts";
import { replaceFileDurably } from "../system/replace_file_durably.ts";
import { describeTables, parseTables } from "./described_tables.ts";
import { findJsonExcess, type JsonLimits } from "./json_limits.ts";
import { sealJson, sealOf } from "./sealed_json.ts";
import type { TableState } from "./table_state.ts";

/** The name of the list, in the board's folder. */
export const CHECKSUMS_FILE = "file_checksums.json";

const VERSION = 1;
/** A board has a dozen files, one of a backend of the user's perhaps thousands. */
const MAX_FILES = 10_000;
/** Each file has a name, a size and a text of checksums. */
/** Of boards with more columns, the list does not have the tables. */
const MAX_COLUMNS = 5000;
const LIMITS: JsonLimits = { depth: 5, values: 3 * MAX_FILES + 3 * MAX_COLUMNS + 100 };
/**
 * Files that are larger, together, are neither compared nor copied before a run goes on with them:
 * it takes too long, and is done before the first commit.
 */
export const MAX_PROMPT_BYTES: number = 8 * 1024 ** 2;
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
  | { kind: "checksums"; files: BoardChecksums; tables?: TableState[] }
  /** The board has none: its run was not finished, or by an earlier version of this package. */
  | { kind: "none" }
  /** The list itself is damaged, so that the files cannot be compared with it. */
  | { kind: "damaged"; problem: string };

/**
 * Reads the list of a board. Never throws, whatever the folder contains.
 *
 * @param path Where the list is, if not at its place.
 */
export function readChecksums(
  boardDir: string,
  path: string = checksumsPath(boardDir),
): FoundChecksums {
  const damaged = (problem: string) =>
    ({ kind: "damaged", problem: `Cannot check the files of ${boardDir}: ${problem}` }) as const;
  let text: string | undefined;
  try {
    text = readTextIfThere(path);
  } catch (error) {
    return damaged(messageOf(error));
  }
  if (text === undefined) return { kind: "none" };
  const list = parseChecksums(text);
  return list === undefined
    ? damaged(`${path} is not as it was written`)
    : { kind: "checksums", ...list };
}

/** Writes the list of a board, durably. @param tables What its files hold; `undefined` where that is not known. */
export function writeChecksums(
  boardDir: string,
  files: BoardChecksums,
  tables?: readonly TableState[],
): void {
  const entries = [...files].map(([name, { size, blocks }]) => [
    name,
    { size, crc32: blocks.map((crc) => crc.toString(16).padStart(8, "0")).join("") },
  ]);
  const text = sealJson({
    version: VERSION,
    block_bytes: CHECKSUM_BLOCK_BYTES,
    files: Object.fromEntries(entries),
    ...(tables !== undefined && columnCount(tables) <= MAX_COLUMNS && {
      tables: describeTables(tables),
    }),
  });
  replaceFileDurably(checksumsPath(boardDir), text);
}

/** Removes the list of a board, as its files are about to change. */
export function removeChecksums(boardDir: string): void {
  removeTreeIfThere(checksumsPath(boardDir)); // Whatever it is.
}

/** Where the list of a board is. */
export function checksumsPath(boardDir: string): string {
  return join(boardDir, CHECKSUMS_FILE);
}

/** The list in a text; `undefined` where it is not as it was written. */
export function parseChecksums(
  text: string,
): { files: BoardChecksums; tables?: TableState[] } | undefined {
  let found: unknown;
  try {
    if (findJsonExcess(text, LIMITS) !== undefined) return undefined;
    found = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(found) || sealOf(text, found) !== "intact") return undefined;
  const { version, block_bytes, files, tables } = found;
  if (version !== VERSION || block_bytes !== CHECKSUM_BLOCK_BYTES || !isRecord(files)) {
    return undefined;
  }
  const parsed = new Map<string, FileChecksums>();
  for (const [name, file] of Object.entries(files)) {
    const checksums = FILE_NAME.test(name) ? toFileChecksums(file) : undefined;
    if (checksums === undefined) return undefined;
    parsed.set(name, checksums);
  }
  return { files: parsed, tables: parseTables(tables) };
}

function columnCount(tables: readonly TableState[]): number {
  return tables.reduce((sum, { columns }) => sum + columns.length, 0);
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
