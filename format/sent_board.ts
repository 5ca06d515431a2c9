import { join } from "@std/path";
import { attempt } from "../system/attempt.ts";
import { linkInfoIfThere } from "../system/file_info.ts";
import { RECORD_KEY } from "./remote_names.ts";

/**
 * Whether a folder is a board that a sync has sent, in the layout of `remote_names.ts`: its rows are
 * in `data/` and `live/`, and its output in pieces. Never throws.
 */
export function isSentBoard(boardDir: string): boolean {
  return attempt(() => linkInfoIfThere(join(boardDir, RECORD_KEY))?.isFile) ?? false;
}
