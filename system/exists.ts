import { existsSync } from "node:fs";
import { linkInfoIfThere } from "./file_info.ts";

/**
 * Whether there is something of the name; a link counts, wherever it leads.
 *
 * @throws {Error} Where that cannot be known: a folder in the path may not be looked into, or is
 * a file.
 */
export function exists(path: string): boolean {
  return linkInfoIfThere(path) !== undefined;
}

/**
 * Whether a path leads to something: not so for a link that leads nowhere, nor where it cannot be
 * known. Takes a sixth of the time of {@linkcode exists} where there is nothing.
 */
export function isThere(path: string): boolean {
  return existsSync(path);
}
