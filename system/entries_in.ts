import { readdirSync } from "node:fs";
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
  return readdirSync(dir, { withFileTypes: true })
    .map((entry) => ({
      name: entry.name,
      isFile: entry.isFile(),
      isDirectory: entry.isDirectory(),
      isSymlink: entry.isSymbolicLink(),
    }))
    .sort((a, b) => a.name < b.name ? -1 : 1);
}

/** The names alone, sorted, which costs less. @throws {Error} As {@linkcode readDir}. */
export function namesIn(dir: string | URL): string[] {
  return readdirSync(dir).sort();
}
