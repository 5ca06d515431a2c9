import { useState } from "preact/hooks";
import type { BoardInfo } from "../../../protocol/api.ts";
import { boardTitle } from "../../state/board_title.ts";
import { selectBoards, selectedIds } from "../../state/selection.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { formatBytes } from "../../values/format_bytes.ts";
import { formatPlural } from "../../values/format_plural.ts";
import { changeProblem, deleteRuns } from "../data/annotate_runs.ts";

/** The dialog lists at most this many runs. */
const MAX_LISTED = 12;

/** Props of {@linkcode DeleteRunsDialog}. */
export interface DeleteRunsDialogProps {
  boards: BoardInfo[];
  onClose: () => void;
}

/** Asks for confirmation before it deletes runs from disk. */
export function DeleteRunsDialog({ boards, onClose }: DeleteRunsDialogProps) {
  const [isBusy, setBusy] = useState(false);
  const bytes = boards.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const remove = async () => {
    setBusy(true);
    const ids = new Set(boards.map(({ boardId }) => boardId));
    const isDone = await deleteRuns(boards);
    setBusy(false);
    if (!isDone) return;
    if (selectedIds.peek().some((id) => ids.has(id))) {
      selectBoards(selectedIds.peek().filter((id) => !ids.has(id)));
    }
    onClose();
  };
  return (
    <Dialog title={`Delete ${formatPlural(boards.length, "run")}?`} onClose={onClose}>
      <p>
        This deletes {boards.length === 1 ? "its folder" : "their folders"} from disk (
        {formatBytes(bytes)}). This cannot be undone.
      </p>
      <ul class="delete-list">
        {boards.slice(0, MAX_LISTED).map((board) => (
          <li key={board.boardId}>
            {boardTitle(board)} <span class="muted">{board.boardId}</span>
          </li>
        ))}
        {boards.length > MAX_LISTED && <li>and {boards.length - MAX_LISTED} more</li>}
      </ul>
      {changeProblem.value !== null && <p class="problem" role="alert">{changeProblem.value}</p>}
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onClose}>Cancel</button>
        <button type="button" class="button is-danger" disabled={isBusy} onClick={remove}>
          Delete from disk
        </button>
      </div>
    </Dialog>
  );
}
