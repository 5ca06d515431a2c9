import { useState } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { formatBytes, plural } from "../ui/format.ts";
import { boardTitle, selectBoards, selectedIds } from "../state/store.ts";
import { Dialog } from "../ui/dialog.tsx";
import { changeProblem, deleteRuns } from "./annotate_runs.ts";

const MAX_LISTED = 12;

/** Asks before runs are removed from disk. */
export function DeleteRunsDialog(
  { boards, onClose }: { boards: BoardInfo[]; onClose: () => void },
) {
  const [busy, setBusy] = useState(false);
  const bytes = boards.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const remove = async () => {
    setBusy(true);
    const ids = new Set(boards.map(({ boardId }) => boardId));
    const done = await deleteRuns(boards);
    setBusy(false);
    if (!done) return;
    if (selectedIds.peek().some((id) => ids.has(id))) {
      selectBoards(selectedIds.peek().filter((id) => !ids.has(id)));
    }
    onClose();
  };
  return (
    <Dialog title={`Delete ${plural(boards.length, "run")}?`} onClose={onClose}>
      <p>
        {boards.length === 1 ? "Its folder goes" : "Their folders go"} from the disk,{" "}
        {formatBytes(bytes)}. This cannot be undone.
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
        <button type="button" class="button is-danger" disabled={busy} onClick={remove}>
          Delete from disk
        </button>
      </div>
    </Dialog>
  );
}
