import { selectBoards, selectedIds } from "../state/store.ts";
import { visibleRuns } from "./visible_runs.ts";

/**
 * Chooses a run, or no longer.
 *
 * @param from The run that was chosen before, in the list.
 * @param isRange Whether all between the two become what this one becomes.
 */
export function chooseRuns(id: string, from: string | null, isRange: boolean): void {
  const chosen = new Set(selectedIds.peek());
  const ids = visibleRuns.peek().map(({ boardId }) => boardId);
  const [start, end] = [ids.indexOf(from ?? id), ids.indexOf(id)].sort((a, b) => a - b);
  const all = isRange && start >= 0 ? ids.slice(start, end + 1) : [id];
  const add = !chosen.has(id);
  for (const one of all) {
    if (add) chosen.add(one);
    else chosen.delete(one);
  }
  selectBoards(chosen);
}
