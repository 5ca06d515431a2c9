import { cutText } from "../../protocol/cut_text.ts";
import type { BoardInfo } from "../../protocol/api.ts";

/** The title that the page shows for a board: the one given on the page, its name, or its id. */
export function boardTitle(board: BoardInfo): string {
  // The server cuts names; a shared site may have been changed by somebody.
  return cutText(board.annotations.title || board.metadata?.name || board.boardId);
}
