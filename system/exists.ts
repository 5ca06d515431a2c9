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
