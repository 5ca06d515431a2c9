import { join } from "@std/path";
import { isInside } from "./is_inside.ts";

/** A first look at a board's folder. */
export interface FolderScan {
  /**
   * Changes whenever something in the folder does: names, sizes and times of
   * all that is read of it.
   */
  identity: string;
  /** Why it must not be read, in plain words; `undefined` where it may. */
  problem?: string;
}

/** What a reader opens; whatever else lies in the folder is never looked at. */
const FILES = ["metadata.json", ".lock"];
/** Folders whose files are all opened, and one where a row of the table names the file. */
const FOLDERS = ["data", "data/journal", "data/journal/base", "logs"];
const MEDIA = "media";

/**
 * Looks at names, sizes and times of a board's files, and opens none.
 *
 * It is synchronous: a few dozen calls of some microseconds each cost less
 * than handing them to other threads.
 *
 * @param boardDir Without links.
 * @param root What links may point into, without links.
 */
export function scanFolder(boardDir: string, root: string): FolderScan {
  const seen: string[] = [];
  try {
    for (const name of [...FILES, MEDIA]) look(boardDir, name, root, seen);
    for (const folder of FOLDERS) {
      if (!look(boardDir, folder, root, seen)) continue;
      for (const name of namesIn(join(boardDir, folder))) {
        look(boardDir, `${folder}/${name}`, root, seen);
      }
    }
  } catch (error) {
    if (!(error instanceof UnsafeError)) throw error;
    return { identity: error.message, problem: error.message };
  }
  return { identity: seen.join("|") };
}

class UnsafeError extends Error {}

/** Notes what is there; whether it is a folder. */
function look(boardDir: string, name: string, root: string, seen: string[]): boolean {
  const path = join(boardDir, name);
  let info: Deno.FileInfo;
  try {
    info = Deno.lstatSync(path);
    if (info.isSymlink) {
      const real = Deno.realPathSync(path);
      if (!isInside(real, root)) {
        throw new UnsafeError(`${name} is a link that points out of the folder; it is not read`);
      }
      info = Deno.lstatSync(real);
    }
  } catch (error) {
    if (error instanceof UnsafeError) throw error;
    // Gone, or not ours to read: the reader says so where it matters.
    if (!(error instanceof Deno.errors.NotFound)) seen.push(`${name}:${error}`);
    return false;
  }
  if (!info.isFile && !info.isDirectory) {
    throw new UnsafeError(`${name} is neither a file nor a folder; it is not read`);
  }
  seen.push(`${name}:${info.ino}:${info.size}:${info.mtime?.getTime()}`);
  return info.isDirectory;
}

function namesIn(dir: string): string[] {
  try {
    return [...Deno.readDirSync(dir)].map(({ name }) => name).sort();
  } catch {
    return []; // As above.
  }
}
