import { isNotFound } from "./error_code.ts";
import { linkInfoOf } from "./file_info.ts";

/**
 * Whether there is something of the name; a link counts, wherever it leads.
 *
 * @throws {Error} Where that cannot be known: a folder in the path may not be looked into, or is
 * a file.
 */
export function exists(path: string): boolean {
  try {
    linkInfoOf(path);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
