import { KEPT_FILES } from "../../format/kept_rows.ts";
import { FileIndex } from "./file_index.ts";

/**
 * The names of the contents in `files/` that rows need which a rewind has kept aside.
 *
 * @param paths The folders with such rows, absolute.
 */
export function filesOfKeptRows(paths: readonly string[]): ReadonlySet<string> {
  return new Set(paths.flatMap((path) => [...new FileIndex(path, KEPT_FILES).filenames]));
}
