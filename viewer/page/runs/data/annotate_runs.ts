import { signal } from "@preact/signals";
import type { AnnotationsPatch, BoardInfo } from "../../../protocol/api.ts";
import { api } from "../../state/api_client.ts";
import { ApiError } from "../../state/api_error.ts";
import { refreshBoards } from "../../state/refresh_boards.ts";

/** Why the last change of runs failed; `null` if it succeeded. */
export const changeProblem = signal<string | null>(null);

/**
 * Changes the annotations of some runs.
 *
 * @returns Whether all runs were changed; if not, `changeProblem` says why.
 */
export function annotateRuns(
  boards: readonly BoardInfo[],
  patch: AnnotationsPatch | ((board: BoardInfo) => AnnotationsPatch),
): Promise<boolean> {
  return changeEach(boards, async (board) => {
    await api.annotate(board.boardId, typeof patch === "function" ? patch(board) : patch);
  });
}

/**
 * Deletes some runs from disk.
 *
 * @returns Whether all runs were deleted; if not, `changeProblem` says why.
 */
export function deleteRuns(boards: readonly BoardInfo[]): Promise<boolean> {
  return changeEach(boards, async ({ boardId }) => {
    try {
      await api.remove(boardId);
    } catch (error) {
      // A previous attempt deleted this run, and failed at another one.
      if (!(error instanceof ApiError) || error.kind !== "not_found") throw error;
    }
  });
}

async function changeEach(
  boards: readonly BoardInfo[],
  change: (board: BoardInfo) => Promise<void>,
): Promise<boolean> {
  changeProblem.value = null;
  try {
    for (const board of boards) await change(board);
    return true;
  } catch (error) {
    changeProblem.value = (error as Error).message;
    return false;
  } finally {
    await refreshBoards();
  }
}
