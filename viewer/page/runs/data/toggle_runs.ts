import { selectBoards, selectedIds } from "../../state/selection.ts";
import { visibleRuns } from "./visible_runs.ts";

/**
 * Selects a run, or deselects it if it is selected.
 *
 * @param from The run that was clicked before; `null` if none was.
 * @param isRange Whether all runs between the two change in the same way.
 */
export function toggleRuns(id: string, from: string | null, isRange: boolean): void {
  const selected = new Set(selectedIds.peek());
  const ids = visibleRuns.peek().map(({ boardId }) => boardId);
  const [anchor, end] = [ids.indexOf(from ?? id), ids.indexOf(id)];
  const changed = isRange && anchor >= 0 && end >= 0
    ? ids.slice(Math.min(anchor, end), Math.max(anchor, end) + 1)
    : [id];
  const isAdded = !selected.has(id);
  for (const one of changed) {
    if (isAdded) selected.add(one);
    else selected.delete(one);
  }
  selectBoards(selected);
}
