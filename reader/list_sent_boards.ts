import { join } from "@std/path";
import { RECORD_KEY } from "../format/remote_names.ts";
import { attempt } from "../system/attempt.ts";
import { readTextIfThere } from "../system/read_text.ts";
import { parseRecord } from "../stores/remote/sync_record.ts";
import { FolderAnnotations } from "./annotations/folder_annotations.ts";
import type { BoardCounts, BoardSummary } from "./board_summary.ts";
import type { ListOptions } from "./list_options.ts";
import { mirrorAt, sentBoards } from "./sent_boards.ts";
import { BoardReadError } from "./shared/errors.ts";
import { summarize } from "./summarize.ts";

/**
 * Lists the boards that a sync has sent to a store, newest first. No rows are fetched: sizes are those
 * of the store's list, and counts those that the sync has left.
 *
 * @throws {BoardReadError} Where there are no boards of a sync, or the store cannot be read.
 */
export async function listSentBoards(
  address: string,
  { where, limit, counts = true, sizes = true, s3, token }: ListOptions,
): Promise<BoardSummary[]> {
  const mirror = await mirrorAt(address, { s3, token });
  if (mirror instanceof Error) {
    throw new BoardReadError(`Cannot list the boards at ${address}: ${mirror.message}`, {
      cause: mirror,
    });
  }
  const annotations = new FolderAnnotations();
  const boards = await sentBoards(mirror);
  return boards.map((board) => ({ board, summary: summarize(board, annotations) }))
    .filter(({ summary }) => where === undefined || where(summary))
    .slice(0, limit)
    .map(({ board, summary }) => ({
      ...summary,
      sizeBytes: sizes ? mirror.sizeOf(board.boardId) : 0,
      counts: counts ? countsIn(board.boardDir) : null,
    }));
}

function countsIn(boardDir: string): BoardCounts | null {
  const path = join(boardDir, RECORD_KEY);
  return attempt(() => parseRecord(readTextIfThere(path) ?? "", path).counts) ?? null;
}
