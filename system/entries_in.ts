import { unsortedEntries } from "./deno.ts";
import { isNotFound } from "./error_code.ts";

/** What is in a folder under some name; of a link it does not say what it leads to. */
export interface DirEntry {
  /** Without the folder's path. */
  name: string;
  /** Whether it is a regular file. */
  isFile: boolean;
  /** Whether it is a folder. */
  isDirectory: boolean;
  /** Whether it is a link. */
  isSymlink: boolean;
}

/** What is in a folder, by name; nothing where there is no folder. */
export function entriesIn(dir: string | URL): DirEntry[] {
  try {
    return readDir(dir);
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

/**
 * What is in a folder, by name.
 *
 * @throws {Error} With the system's code: `ENOENT` where there is none, `ENOTDIR` where it is a file.
 */
export function readDir(dir: string | URL): DirEntry[] {
  return unsortedEntries(dir).sort((a, b) => a.name < b.name ? -1 : 1);
}

/** The names alone, sorted. @throws {Error} As {@linkcode readDir}. */
export function namesIn(dir: string | URL): string[] {
  return unsortedEntries(dir).map(({ name }) => name).sort();
}
