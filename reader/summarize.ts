import type { FolderAnnotations } from "./annotations/folder_annotations.ts";
import type { BoardSummary } from "./board_summary.ts";
import type { FoundBoard } from "./find_boards.ts";
import { statusOf } from "./folder/board_folder.ts";
import { endReason } from "./folder/end_reason.ts";
import { type FilesFormat, filesFormatIn, formatOfBackend } from "../format/files_format.ts";
import { isRemoteAddress } from "./shared/remote_address.ts";
import { parseDate } from "./shared/parse_date.ts";

/** A summary of a board, as far as its folder tells without its files, and what people say of it. */
export function summarize(board: FoundBoard, annotations: FolderAnnotations): BoardSummary {
  const { boardId, boardDir, live, metadata, createdAt, problems, fetched } = board;
  return {
    boardId,
    boardDir: fetched?.address ?? boardDir,
    status: statusOf(board),
    live,
    reason: endReason(boardDir, board),
    metadata,
    createdAt,
    finishedAt: parseDate(metadata?.finished_at),
    sizeBytes: 0,
    counts: null,
    summary: null,
    problems: [...problems],
    ...annotations.of(boardDir, metadata),
  };
}

/**
 * The format of a board's files; `undefined` where they cannot be read. A board
 * without files yet has its rows in the journal, and will have files of its
 * backend's format.
 */
export function filesFormatOf(
  { boardDir, metadata, isNewer }: FoundBoard,
): FilesFormat | undefined {
  if (isNewer) return undefined;
  const found = isRemoteAddress(boardDir) ? undefined : filesFormatIn(boardDir);
  return found ?? formatOfBackend(metadata?.backend);
}
