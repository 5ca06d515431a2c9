/**
 * Puts other rows in the place of a board's, and keeps those aside: the last step of a rewind, and of
 * undoing one.
 *
 * All that comes in their place is in the folder `rewinding/` of the board, whole and durable before
 * it has this name: `data/`, `file_checksums.json`, `metadata.json`, and perhaps `files.json`. **The
 * rename to this name is the rewind.** From then on a reader takes `rewinding/data` for the rows
 * (`rows_folder.ts`), and whoever writes the board next completes what a kill has cut off:
 *
 * | on disk | what is done |
 * |---|---|
 * | `rewinding.tmp` | nothing has changed: it is removed |
 * | `rewinding/data` and `data` | the old checksums, metadata and index go to `rewound/…`, then `data` |
 * | `rewinding/data`, no `data` | the new checksums and then `data` go to their places |
 * | `rewinding` without `data` | the new metadata, and the index of `files/`, take their places; it is removed |
 *
 * @module
 */
import { join } from "@std/path";
import { exists } from "../system/exists.ts";
import { linkInfoIfThere } from "../system/file_info.ts";
import { makeDir } from "../system/make_dir.ts";
import { readTextIfThere } from "../system/read_text.ts";
import { removeTreeIfThere } from "../system/remove.ts";
import { rename, renameDir } from "../system/rename.ts";
import { replaceFileDurably } from "../system/replace_file_durably.ts";
import { syncDir } from "../system/sync_dir.ts";
import { CHECKSUMS_FILE } from "./board_checksums.ts";
import { isKeptRowsName, KEPT_FILES, REWOUND_DIR } from "./kept_rows.ts";
import { BACKUP_FILE, METADATA_FILE } from "./metadata.ts";
import { isRewinding, REWINDING_DIR } from "./rows_folder.ts";
import { FILES_INDEX } from "./stored_files.ts";

/** In `rewinding/`: the name of the folder in `rewound/` for the rows that are replaced. */
const KEPT_AS = "kept_as";
const MAX_NAME_BYTES = 128;
const MAX_INDEX_BYTES = 64 * 1024 ** 2;

/** The folder in which what is to come in the place of a board's rows is made. */
export function newRowsFolder(boardDir: string): string {
  return join(boardDir, `${REWINDING_DIR}.tmp`);
}

/**
 * Puts the rows in a folder of the board in the place of its own.
 *
 * @param from The folder, with `data/`, its checksums and the metadata. What is in it is durable.
 * @param keptAs The folder in `rewound/` for the rows that the board has now.
 */
export function putRowsInPlace(boardDir: string, from: string, keptAs: string): void {
  replaceFileDurably(join(from, KEPT_AS), keptAs);
  rename(from, join(boardDir, REWINDING_DIR));
  syncDir(boardDir);
  completeRewind(boardDir);
}

/**
 * Completes what {@linkcode putRowsInPlace} has begun; does nothing where there is nothing. The
 * board's lock is held, and none of its files is open.
 *
 * @throws {Error} Where the folder is not as a rewind has left it.
 */
export function completeRewind(boardDir: string): void {
  removeTreeIfThere(newRowsFolder(boardDir));
  if (!isRewinding(boardDir)) return;
  const next = join(boardDir, REWINDING_DIR);
  if (exists(join(next, "data"))) {
    if (exists(join(boardDir, "data"))) keepAside(boardDir, next);
    move(CHECKSUMS_FILE, next, boardDir);
    syncDir(boardDir);
    move("data", next, boardDir, renameDir);
    syncDir(boardDir);
  }
  const metadata = readTextIfThere(join(next, METADATA_FILE));
  if (metadata !== undefined) {
    replaceFileDurably(join(boardDir, BACKUP_FILE), metadata);
    replaceFileDurably(join(boardDir, METADATA_FILE), metadata);
  }
  const index = readTextIfThere(join(next, KEPT_FILES), MAX_INDEX_BYTES);
  if (index !== undefined) replaceFileDurably(join(boardDir, "files", FILES_INDEX), index);
  removeTreeIfThere(next);
  syncDir(boardDir);
}

/** Moves the rows of a board, and copies what else tells of them, to a folder in `rewound/`. */
function keepAside(boardDir: string, next: string): void {
  const path = join(next, KEPT_AS);
  const name = readTextIfThere(path, MAX_NAME_BYTES) ?? "";
  if (!isKeptRowsName(name)) {
    throw new Error(`Cannot go on from ${path}: expected the name of a folder in ${REWOUND_DIR}/`);
  }
  const rewound = join(boardDir, REWOUND_DIR);
  const kept = join(rewound, name);
  makeDir(rewound);
  makeDir(kept);
  if (!linkInfoIfThere(kept)?.isDirectory) {
    throw new Error(`Cannot keep the rows of ${boardDir} aside: expected ${kept} to be a folder`);
  }
  // Of what is copied, the copy comes first: a kill leaves both.
  copyText(join(boardDir, METADATA_FILE), join(kept, METADATA_FILE));
  copyText(join(boardDir, "files", FILES_INDEX), join(kept, KEPT_FILES), MAX_INDEX_BYTES);
  move(CHECKSUMS_FILE, boardDir, kept);
  move("data", boardDir, kept, renameDir);
  syncDir(kept);
}

function copyText(from: string, to: string, maxBytes?: number): void {
  const text = readTextIfThere(from, maxBytes);
  if (text !== undefined) replaceFileDurably(to, text);
}

function move(name: string, from: string, to: string, by = rename): void {
  if (exists(join(from, name))) by(join(from, name), join(to, name));
}
