import { join } from "@std/path";
import { looksLikeBoard } from "../../reader/folder/looks_like_board.ts";
import { isRemoteAddress } from "../../reader/shared/remote_address.ts";
import { entriesIn } from "../../system/entries_in.ts";

/** What to say of the links in a folder of boards that lead to boards: they are not followed. */
export function linkProblems(baseDir: string): string[] {
  if (isRemoteAddress(baseDir)) return [];
  return entriesIn(baseDir)
    .filter(({ name, isSymlink }) => isSymlink && looksLikeBoard(join(baseDir, name)))
    .map(({ name }) =>
      `${name}: it is a link, and links are not followed; ` +
      `see the board with --dir and the folder that it is in`
    );
}
