import { signal } from "@preact/signals";
import type { AnnotationsPatch, BoardInfo } from "../../protocol/api.ts";
import { api } from "../state/api_client.ts";
import { ApiError } from "../state/api_error.ts";
import { refreshBoards } from "../state/store.ts";

/** What the last change of a run failed by; `null` where it did not. */
export const changeProblem = signal<string | null>(null);

/**
 * Writes the same about some runs.
 *
 * @returns Whether it was done for all of them; where not, `changeProblem` says why.
 */
export function annotateRuns(
  boards: readonly BoardInfo[],
  patch: AnnotationsPatch | ((board: BoardInfo) => AnnotationsPatch),
): Promise<boolean> {
  return change(boards, async (board) => {
    await api.annotate(board.boardId, typeof patch === "function" ? patch(board) : patch);
  });
}

/** Removes runs from disk; like `annotateRuns()`. */
export function deleteRuns(boards: readonly BoardInfo[]): Promise<boolean> {
  return change(boards, async ({ boardId }) => {
    try {
      await api.remove(boardId);
    } catch (error) {
      // Gone already, as after a try that failed at another one.
      if (!(error instanceof ApiError) || error.kind !== "not_found") throw error;
    }
  });
}

async function change(
  boards: readonly BoardInfo[],
  act: (board: BoardInfo) => Promise<void>,
): Promise<boolean> {
  changeProblem.value = null;
  try {
    for (const board of boards) await act(board);
    return true;
  } catch (error) {
    changeProblem.value = (error as Error).message;
    return false;
  } finally {
    await refreshBoards();
  }
}
