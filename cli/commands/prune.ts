import { join } from "@std/path";
import { BoardLock, LOCK_FILE } from "../../format/board_lock.ts";
import { BoardLockedError } from "../../format/errors.ts";
import type { BoardSummary } from "../../reader/mod.ts";
import { boardJson, boardTable } from "../boards/board_table.ts";
import { type BoardSelection, selectBoards } from "../arguments/board_selection.ts";
import { UsageError } from "../output/errors.ts";
import { formatBytes, plural } from "../text/format.ts";
import { note, print } from "../output/print.ts";
import { Progress } from "../output/progress.ts";

/** Options of `kobo prune`. All that are given must hold. */
export interface PruneOptions extends BoardSelection {
  /** Ended longer ago, in milliseconds. */
  olderThan?: number;
  /** The newest so many of those that match stay. */
  keep?: number;
  /** Deletes; without it the boards are only named. */
  yes?: boolean;
  /** JSON instead of a table. */
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
  const matching = await selectBoards(baseDir, options);
  // What cannot be read may be anything: somebody's folder, a newer version's board.
  const ended = matching.filter(({ status, live }) => status !== "broken" && !live);
  const before = Date.now() - (olderThan ?? 0);
  const boards: BoardSummary[] = [];
  for (const board of ended) {
    if (keep !== undefined && matching.indexOf(board) < keep) continue;
    if (olderThan !== undefined && await lastActive(board) > before) continue;
    boards.push(board);
  }
  const deleted = options.yes ? await deleteBoards(boards) : [];
  report(boards, deleted, options);
  if (options.yes && deleted.length < boards.length) {
    throw new Error(`Cannot delete ${plural(boards.length - deleted.length, "board")}, see above`);
  }
}

function report(boards: BoardSummary[], deleted: BoardSummary[], { yes, json }: PruneOptions) {
  if (json) {
    const list = (yes ? deleted : boards).map(boardJson);
    return print(JSON.stringify({ deleted: yes ?? false, boards: list }, null, 2) + "\n");
  }
  if (boards.length === 0) return note("No board to delete");
  print(boardTable(yes ? deleted : boards));
  const bytes = (yes ? deleted : boards).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  note(
    yes
      ? `Deleted ${plural(deleted.length, "board")}, ${formatBytes(bytes)}`
      : `Would delete ${plural(boards.length, "board")}, ${formatBytes(bytes)}: --yes does it`,
  );
}

async function deleteBoards(boards: readonly BoardSummary[]): Promise<BoardSummary[]> {
  using progress = new Progress("Deleting");
  const deleted: BoardSummary[] = [];
  for (const [index, board] of boards.entries()) {
    progress.update(index, boards.length, board.boardId);
    try {
      await deleteBoard(board.boardDir);
      deleted.push(board);
    } catch (error) {
      const isLive = error instanceof BoardLockedError;
      const reason = isLive ? "it is live again" : error instanceof Error ? error.message : error;
      note(`Cannot delete ${board.boardId}: ${reason}`);
    }
  }
  return deleted;
}

/** Under the board's lock: a run may have resumed it since it was listed. */
async function deleteBoard(boardDir: string): Promise<void> {
  const lock = new BoardLock(boardDir);
  try {
    for await (const { name } of Deno.readDir(boardDir)) {
      // What is left of a deletion that was cut off stays a board, to be deleted again.
      if (name === "metadata.json" || name === LOCK_FILE) continue;
      await Deno.remove(join(boardDir, name), { recursive: true });
    }
    await Deno.remove(join(boardDir, "metadata.json"));
  } finally {
    lock.release();
  }
  await Deno.remove(boardDir);
}

/** When the run ended, or was last seen to write. */
async function lastActive({ boardDir, createdAt, finishedAt }: BoardSummary): Promise<number> {
  if (finishedAt !== null) return finishedAt.getTime();
  const times = [createdAt?.getTime() ?? Date.now()];
  for (const path of ["metadata.json", "data", "data/journal"]) {
    try {
      const { mtime } = await Deno.stat(join(boardDir, path));
      if (mtime !== null) times.push(mtime.getTime());
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return Math.max(...times);
}
