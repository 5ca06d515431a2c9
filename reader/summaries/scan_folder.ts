import { join } from "@std/path";
import { LOCK_FILE } from "../../format/board_lock.ts";
import { BACKUP_FILE, METADATA_FILE } from "../../format/metadata.ts";
import { RECORD_KEY } from "../../format/remote_names.ts";
import { namesIn } from "../../system/entries_in.ts";
import { isNotFound } from "../../system/error_code.ts";
import { type FileInfo, linkInfoIfThere } from "../../system/file_info.ts";
import { realPath } from "../../system/real_path.ts";
import { isInside } from "./is_inside.ts";

/** What the names, sizes and times of a board's files say. */
export interface FolderScan {
  /**
   * Another text after every change of the folder: the names, sizes and times
   * of all files that a reader opens.
   */
  identity: string;
  /** Why the board must not be read, in plain words; `undefined` if it may. */
  problem?: string;
}

/** The files that a reader opens; all others in the folder are ignored. */
const FILES = [METADATA_FILE, BACKUP_FILE, LOCK_FILE, RECORD_KEY];
/** Folders of which a reader opens all files. */
const FOLDERS = [
  ...["data", "data/journal", "data/journal/base", "logs", "live"],
  ...["rewinding", "rewinding/data"], // Of a rewind that a kill has cut off.
];
/** Looking at more files would hold up the server: a run that lasts for years has fewer. */
const MAX_NAMES = 20_000;
/** A folder of which a reader opens the files that the table media names. */
const MEDIA = "media";

/**
 * Collects names, sizes and times of a board's files, without opening any.
 *
 * It is synchronous: a few dozen calls of some microseconds each cost less than
 * handing them to other threads.
 *
 * @param boardDir Has no links in its path.
 * @param root Has no links in its path; links may point into it.
 * @param isFetched Whether it is a folder of ours, whose files come as they are read: then the
 * metadata alone say whether the board has changed.
 */
export function scanFolder(boardDir: string, root: string, isFetched = false): FolderScan {
  const facts: string[] = [];
  // To look for what is not there takes longer than to list a folder.
  const isListed = (folder: string, name: string) => listed.get(folder)?.has(name) ?? true;
  const listed = new Map<string, ReadonlySet<string>>();
  const all = namesOrNone(boardDir);
  // A folder may be one that cannot be listed, and whose files can be opened.
  if (all.length > 0) listed.set("", new Set(all));
  try {
    for (const name of [...FILES, MEDIA]) {
      if (isListed("", name)) scanPath(boardDir, name, root, facts);
    }
    for (const folder of isFetched ? [] : FOLDERS) {
      const end = folder.lastIndexOf("/");
      const isThere = isListed(folder.slice(0, Math.max(0, end)), folder.slice(end + 1)) &&
        scanPath(boardDir, folder, root, facts);
      if (!isThere) {
        listed.set(folder, new Set());
        continue;
      }
      const names = namesOrNone(join(boardDir, folder));
      listed.set(folder, new Set(names));
      if (names.length > MAX_NAMES) {
        throw new UnsafeError(`${folder} has more than ${MAX_NAMES} files; it is not read`);
      }
      for (const name of names) {
        scanPath(boardDir, `${folder}/${name}`, root, facts);
      }
    }
  } catch (error) {
    if (!(error instanceof UnsafeError)) throw error;
    return { identity: error.message, problem: error.message };
  }
  return { identity: facts.join("|") };
}

class UnsafeError extends Error {}

/** Adds the facts about one path; returns whether it is a folder. */
function scanPath(boardDir: string, name: string, root: string, facts: string[]): boolean {
  const path = join(boardDir, name);
  let info: FileInfo | undefined;
  try {
    info = linkInfoIfThere(path);
    if (info?.isSymlink) {
      const real = realPath(path);
      if (!isInside(real, root)) {
        throw new UnsafeError(`${name} is a link that points out of the folder; it is not read`);
      }
      info = linkInfoIfThere(real);
    }
  } catch (error) {
    if (error instanceof UnsafeError) throw error;
    // It was removed, or is not accessible: the reader reports that if it matters.
    if (!isNotFound(error)) facts.push(`${name}:${error}`);
    return false;
  }
  if (info === undefined) return false;
  if (!info.isFile && !info.isDirectory) {
    throw new UnsafeError(`${name} is neither a file nor a folder; it is not read`);
  }
  facts.push(`${name}:${info.version}`);
  return info.isDirectory;
}

function namesOrNone(dir: string): string[] {
  try {
    return namesIn(dir);
  } catch {
    return []; // It was removed, or is not accessible.
  }
}
