/**
 * The names of what a board has in a store, below `<board id>/`:
 *
 * ```
 * metadata.json                                          as at home, with the backend "parquet"
 * sync.json                                              what is being sent, see sync_record.ts
 * data/metrics.parquet, media.parquet …                  all rows of a run that has ended
 * live/metrics.000000000000-000000000099.parquet …       rows of a run that goes on, by their steps
 * media/<name at home>                                   which has the hash of the content in it
 * files/<name at home>                                   the same
 * logs/output.000000000000-000000004095.log …            what was printed, by its bytes
 * logs/writer.log                                        of a run that has ended
 * ```
 *
 * Each name says what the object holds, and no object but `metadata.json`, `sync.json` and those in
 * `data/` is ever changed. A table is what `data/` has of it, and of `live/` the steps above that.
 *
 * @module
 */
import { hashInName } from "./media_names.ts";
import { METADATA_FILE } from "./metadata.ts";
import { hashInFileName } from "./stored_files.ts";
import { TABLE_NAMES, type TableName } from "./tables.ts";

/** A key of the board's metadata. */
export const METADATA_KEY: string = METADATA_FILE;
/** The key of its sync record. */
export const RECORD_KEY = "sync.json";
/** The key of what the writer says of a run that has ended. */
export const WRITER_LOG_KEY = "logs/writer.log";

/** The folders that rows are in. */
export const ROW_FOLDERS = ["data/", "live/"] as const;

/** What a piece is of: rows of a table, by their steps; or `output.log`, by its bytes. */
export interface Piece {
  of: TableName | "log";
  /** The first step, or byte. */
  first: number;
  /** The last one, included. */
  last: number;
}

const DIGITS = 12; // So that names sort as numbers do.
const PIECE = /^(?:live\/(\w+)|logs\/output)\.(\d{12,16})-(\d{12,16})\.(parquet|log)$/;

/** The key of a piece. */
export function pieceKey({ of, first, last }: Piece): string {
  const range = [first, last].map((place) => String(place).padStart(DIGITS, "0")).join("-");
  return of === "log" ? `logs/output.${range}.log` : `live/${of}.${range}.parquet`;
}

/** The piece of a key; `undefined` for any other key. */
export function parsePieceKey(key: string): Piece | undefined {
  const [, table, from, to] = PIECE.exec(key) ?? [];
  if (from === undefined) return undefined;
  const of: Piece["of"] | undefined = table === undefined
    ? "log"
    : TABLE_NAMES.find((name) => name === table);
  const [first, last] = [Number(from), Number(to)];
  if (of === undefined || first > last || !Number.isSafeInteger(last)) return undefined;
  const piece: Piece = { of, first, last };
  return pieceKey(piece) === key ? piece : undefined;
}

/** A folder of this machine is called so, and a lock beside it `.<board id>.lock`. */
const MAX_ID_BYTES = 255 - "..lock".length;

/** Whether what is first in a key of a store may be the id of a board that is read on this machine. */
export function isStoredBoardId(name: string): boolean {
  return !name.startsWith(".") && new TextEncoder().encode(name).length <= MAX_ID_BYTES;
}

/** The key of all rows of a table. */
export function dataKey(table: TableName): string {
  return `data/${table}.parquet`;
}

/** Whether a sync gives an object of a board this key, below the board's. */
export function isRemoteKey(key: string): boolean {
  const slash = key.indexOf("/");
  const [folder, name] = [key.slice(0, Math.max(0, slash)), key.slice(slash + 1)];
  return key === METADATA_KEY || key === RECORD_KEY || key === WRITER_LOG_KEY ||
    parsePieceKey(key) !== undefined || TABLE_NAMES.some((table) => dataKey(table) === key) ||
    (folder === "media" && !name.includes("/") && hashInName(name) !== undefined) ||
    (folder === "files" && hashInFileName(name) !== undefined);
}
