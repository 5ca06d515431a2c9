import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { isAlreadyExists } from "./error_code.ts";
import { syncDir } from "./sync_dir.ts";

/**
 * Makes a folder, durably, where it is missing. Its parent must exist: a board's folder
 * that was removed must not come back as an empty one.
 */
export function makeDir(path: string): void {
  try {
    createDir(path);
    syncDir(dirname(path));
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
}

/**
 * Makes a folder that is missing.
 *
 * @throws {Error} `EEXIST` where there is something of the name, `ENOENT` where its parent is missing.
 */
export function createDir(path: string): void {
  mkdirSync(path);
}

/** As {@linkcode makeDirs}; into those that are made, no other user may look. */
export function makePrivateDirs(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
}

/** Makes a folder and those above it, where they are missing. Nothing makes them durable. */
export function makeDirs(path: string): void {
  mkdirSync(path, { recursive: true });
}
