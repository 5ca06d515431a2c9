import { dirname, join } from "@std/path";
import { METADATA_FILE } from "../format/metadata.ts";
import { looksLikeBoard } from "../reader/folder/looks_like_board.ts";
import { linkInfoIfThere } from "../system/file_info.ts";

/** The board in whose folder a path is, if it is in one: readers of the board would find a share there. */
export function boardAround(path: string): string | undefined {
  for (let dir = dirname(path); dirname(dir) !== dir; dir = dirname(dir)) {
    if (linkInfoIfThere(join(dir, METADATA_FILE)) !== undefined && looksLikeBoard(dir)) {
      return dir;
    }
  }
  return undefined;
}
