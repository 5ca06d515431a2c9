import { namesIn } from "../../system/entries_in.ts";
import { codeOf, isNotFound } from "../../system/error_code.ts";
import { infoOfLater } from "../../system/file_info.ts";
import { removeEmptyDir, removeFile, removeTreeLater } from "../../system/remove.ts";
import { join } from "@std/path";
import { BoardLock, LOCK_FILE } from "../../format/board_lock.ts";
import { hasBoardMarks } from "../../format/board_marks.ts";
import { BoardLockedError } from "../../format/errors.ts";
import { isOfUpstream } from "../../format/upstream.ts";
import { findMetadata } from "../../format/find_metadata.ts";
import { METADATA_FILE } from "../../format/metadata.ts";
import type { BoardSummary } from "../../reader/board_summary.ts";
import { inspectFolder } from "../../reader/folder/board_folder.ts";
import { boardJson } from "../boards/board_json.ts";
import { boardTable } from "../boards/board_table.ts";
import { type BoardSelection, selectBoards } from "../boards/select_boards.ts";
import { UsageError } from "../errors.ts";
import { print, printMessage } from "../output/print.ts";
import { printJson } from "../output/print_json.ts";
import { Progress } from "../output/progress.ts";
import { formatBytes, plural } from "../text/format_number.ts";

/** Options of `kobo prune`. A board must match all filters that are given. */
export interface PruneOptions extends BoardSelection {
  /** Milliseconds since the run ended, at least. */
  olderThan?: number;
  /** How many of the newest boards that match are kept. */
  keep?: number;
  /** Whether to delete; otherwise the boards are only listed. */
  yes?: boolean;
  /** Whether to print JSON. */
  json?: boolean;
}

/** `kobo prune` */
export async function prune(baseDir: string, options: PruneOptions): Promise<void> {
  const { olderThan, keep, status, name } = options;
  if ([olderThan, keep, status, name].every((option) => option === undefined)) {
    throw new UsageError(
      "Cannot prune: expected at least one of --older-than, --keep, --status, --name",
    );
  }
  const matching = await selectBoards(baseDir, options, { counts: false, sizes: false });
  const { boards: chosen, kept } = await selectForDeletion(matching, options);
  const boards = await withCounts(baseDir, chosen);
  for (const { boardId, reason } of kept) printMessage(`Left out ${boardId}: ${reason}`);
  const deleted = options.yes ? await deleteBoards(boards) : [];
  report(boards, deleted, options);
  if (options.yes && deleted.length < boards.length) {
    throw new Error(`Cannot delete ${plural(boards.length - deleted.length, "board")}, see above`);
  }
}

/** The boards to delete, and those that match and are kept, as nobody can say what they are. */
async function selectForDeletion(
  matching: readonly BoardSummary[],
  { olderThan, keep = 0 }: PruneOptions,
): Promise<{ boards: BoardSummary[]; kept: { boardId: string; reason: string }[] }> {
  const now = Date.now();
  const boards: BoardSummary[] = [];
  const kept: { boardId: string; reason: string }[] = [];
  for (const [index, board] of matching.entries()) {
    if (index < keep || board.live) continue;
    if (olderThan !== undefined && await lastActive(board) > now - olderThan) continue;
    const reason = reasonToKeep(board);
    if (reason === undefined) boards.push(board);
    else kept.push({ boardId: board.boardId, reason });
  }
  return { boards, kept };
}

/** What the boards hold: of those that stay nobody asks, and to count rows takes DuckDB. */
async function withCounts(
  baseDir: string,
  boards: readonly BoardSummary[],
): Promise<BoardSummary[]> {
  if (boards.length === 0) return [];
  const counted = await selectBoards(baseDir, {
    ids: new Set(boards.map(({ boardId }) => boardId)),
  });
  const byId = new Map(counted.map((board) => [board.boardId, board]));
  return boards.map((board) => {
    const { counts, summary, sizeBytes, problems } = byId.get(board.boardId) ?? board;
    // The metadata stay those by which it was chosen: a run may have resumed it since.
    return { ...board, counts, summary, sizeBytes, problems };
  });
}

function reasonToKeep({ boardDir, boardId, status }: BoardSummary): string | undefined {
  if (status === "broken") return "it cannot be read, and may be a board of a newer version";
  if (isOfUpstream(boardDir)) {
    return "KohakuBoard's Python client wrote it, and has no lock that says whether it still does";
  }
  const found = findMetadata(boardDir, false);
  if (found.kind === "whole") return undefined;
  return "its metadata.json is damaged or missing, so that its name, status and times may be " +
    `wrong; first run kobo repair ${boardId}`;
}

function report(boards: BoardSummary[], deleted: BoardSummary[], { yes, json }: PruneOptions) {
  const listed = yes ? deleted : boards;
  if (json) {
    return printJson({
      deleted: yes ?? false,
      boards: listed.map((board) => boardJson(board)),
    });
  }
  if (boards.length === 0) return printMessage("No board to delete");
  print(boardTable(listed));
  const bytes = listed.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const summary = `${plural(listed.length, "board")}, ${formatBytes(bytes)}`;
  printMessage(yes ? `Deleted ${summary}` : `Would delete ${summary}; add --yes to delete them`);
}

async function deleteBoards(boards: readonly BoardSummary[]): Promise<BoardSummary[]> {
  using progress = new Progress("Deleting");
  const deleted: BoardSummary[] = [];
  for (const [index, board] of boards.entries()) {
    progress.update(index, boards.length, board.boardId);
    try {
      await deleteBoard(board);
      deleted.push(board);
    } catch (error) {
      const isLive = error instanceof BoardLockedError;
      const reason = isLive ? "it is live again" : error instanceof Error ? error.message : error;
      printMessage(`Cannot delete ${board.boardId}: ${reason}`);
    }
  }
  return deleted;
}

/**
 * Deletes a board while holding its lock.
 *
 * @throws {Error} Where a run has resumed it since it was listed, even if that has ended already:
 * nobody has chosen to delete its rows.
 */
async function deleteBoard({ boardDir, metadata }: BoardSummary): Promise<void> {
  // What a link leads to is not in the folder of boards, and not this command's to delete.
  if (!hasBoardMarks(boardDir)) {
    throw new Error(
      `expected ${boardDir} to be the folder of a board, found a link or another one`,
    );
  }
  const lock = new BoardLock(boardDir);
  try {
    if (JSON.stringify(inspectFolder(boardDir).metadata) !== JSON.stringify(metadata)) {
      throw new Error("it has changed since it was listed");
    }
    for (const name of namesIn(boardDir)) {
      // The metadata goes last: if this is interrupted, the rest is still a board to delete.
      if (name === METADATA_FILE || name === LOCK_FILE) continue;
      await removeTreeLater(join(boardDir, name));
    }
    removeFile(join(boardDir, METADATA_FILE));
  } finally {
    lock.release();
  }
  try {
    removeEmptyDir(boardDir);
  } catch (error) {
    // A script has begun another board of this name by now, or has removed what it found empty.
    if (!["ENOTEMPTY", "EEXIST", "ENOENT"].includes(codeOf(error) ?? "")) throw error;
  }
}

/** When the run ended; if that is not known, when it last wrote. In milliseconds since 1970. */
async function lastActive({ boardDir, createdAt, finishedAt }: BoardSummary): Promise<number> {
  if (finishedAt !== null) return finishedAt.getTime();
  const times = [createdAt?.getTime() ?? Date.now()];
  for (const path of [METADATA_FILE, "data", "data/journal"]) {
    try {
      times.push((await infoOfLater(join(boardDir, path))).mtimeMs);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  return Math.max(...times);
}
