/**
 * By what a folder is known to be a board, so that all of it may be deleted. A folder of boards
 * may be any folder of the user's: most of what is in it may be none.
 *
 * @module
 */
import { join } from "@std/path";
import { type DirEntry, entriesIn } from "../system/entries_in.ts";
import { linkInfoIfThere } from "../system/file_info.ts";
import { readTextIfThere } from "../system/read_text.ts";
import { LOCK_FILE } from "./board_lock.ts";
import { isDataFile } from "./data_files.ts";
import { DUCKDB_FILE } from "./files_format.ts";
import { isRestOfFiles, isStoredFile } from "./stored_files.ts";
import { isKeptRowsName, REWOUND_DIR } from "./kept_rows.ts";
import { REWINDING_DIR } from "./rows_folder.ts";
import { isLogFile } from "./log_files.ts";
import { isMediaName } from "./media_names.ts";
import { isOfFileManager } from "./file_manager_files.ts";
import { METADATA_FILE, parseMetadata, UPSTREAM_VERSION } from "./metadata.ts";

/** The folders of a board. */
const FOLDERS = [
  ...["data", "data.tmp", "media", "files", "logs"],
  ...[REWOUND_DIR, REWINDING_DIR, `${REWINDING_DIR}.tmp`],
];

/** What is in a folder of a board, by the folder's name; "" is the board's own folder. */
const CONTENT: Readonly<Record<string, (entry: DirEntry) => boolean>> = {
  "": ({ name, isFile, isDirectory }) =>
    isDirectory ? FOLDERS.includes(name) : isFile && isOfBoard(name),
  data: ({ name, isFile, isDirectory }) =>
    isDirectory
      ? /^(journal(\.finished)?|damaged_\d{8}T\d{6}(_\d+)?)$/.test(name)
      : isFile && isOfBackend(name),
  "data/journal": ({ name, isFile, isDirectory }) =>
    isDirectory ? /^base(\.tmp)?$/.test(name) : isFile &&
      /^(\d+\.journal|setting_aside|base_pending|base_checksums\.json)(\.tmp)?$/.test(name),
  media: ({ name, isFile }) => isFile && (name === ".incoming.tmp" || isMediaName(name)),
  files: ({ name, isFile }) => isFile && (isStoredFile(name) || isRestOfFiles(name)),
  [REWOUND_DIR]: ({ name, isDirectory }) => isDirectory && isKeptRowsName(name),
  logs: ({ name, isFile }) => isFile && isLogFile(name),
};

/**
 * Whether a folder is a board, be it a broken one: the metadata in it are a board's, or, where
 * they cannot be read, all that is in it has the names of a board's files, and something in it is
 * no other program's. A link is none, whatever it leads to.
 *
 * @throws {Error} With the system's code, where a folder in it cannot be listed.
 */
export function hasBoardMarks(dir: string): boolean {
  if (linkInfoIfThere(dir)?.isDirectory !== true) return false;
  const metadata = textOfMetadata(dir);
  const parsed = metadata === undefined ? undefined : parseMetadata(metadata);
  // Nobody knows whether the Python client still writes such a board: it has no lock.
  const isUpstream = parsed?.kind === "metadata" &&
    parsed.metadata.format_version === UPSTREAM_VERSION;
  if (isUpstream) return false;
  return parsed?.kind === "metadata" ||
    (isOnlyOfBoard(dir) && (isCutOff(metadata) || hasRows(dir)));
}

/**
 * Whether a folder is what is left of a board, some of which was deleted: there is nothing in it
 * that a board does not have.
 *
 * @throws {Error} As {@linkcode hasBoardMarks}.
 */
export function isRestOfBoard(dir: string): boolean {
  return linkInfoIfThere(dir)?.isDirectory === true && isOnlyOfBoard(dir);
}

function isOnlyOfBoard(dir: string): boolean {
  return Object.entries(CONTENT).every(([folder, isExpected]) =>
    entriesIn(join(dir, folder)).every((entry) =>
      isExpected(entry) || (entry.isFile && isOfFileManager(entry.name))
    )
  );
}

function hasRows(dir: string): boolean {
  return entriesIn(join(dir, "data")).some(({ name, isDirectory }) =>
    isDirectory || name.startsWith(DUCKDB_FILE) || name.includes(".parquet")
  );
}

/** JSON that is whole, and no board's, is another program's. */
function isCutOff(metadata: string | undefined): boolean {
  if (metadata === undefined) return false;
  try {
    JSON.parse(metadata);
    return false;
  } catch {
    return true;
  }
}

function isOfBoard(name: string): boolean {
  return name === LOCK_FILE || name === "forking" ||
    /^(metadata|metadata\.backup|file_checksums)\.json(\.tmp)?$/.test(name) ||
    /^metadata\.damaged_\d{8}T\d{6}\.json$/.test(name);
}

/** Nobody knows the backend where there are no metadata, and a kill leaves files half written. */
function isOfBackend(name: string): boolean {
  const whole = name.replace(/\.tmp$/, "");
  return ["duckdb", "parquet"].some((backend) => isDataFile(whole, backend));
}

function textOfMetadata(dir: string): string | undefined {
  try {
    return readTextIfThere(join(dir, METADATA_FILE));
  } catch {
    return undefined; // It is a link, a pipe, or too large: no mark.
  }
}
