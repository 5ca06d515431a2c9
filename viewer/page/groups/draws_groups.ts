import { computed, type ReadonlySignal } from "@preact/signals";
import { groupKeys, type RunGroup, runGroups } from "../runs/data/visible_runs.ts";
import { boardColor, groupColors } from "../state/board_color.ts";
import { boardName } from "../state/board_name.ts";
import type { ColoredThing } from "../state/chosen_colors.ts";
import { selectedBoards } from "../state/selection.ts";
import { sharedServer } from "../state/shared_page.ts";
import { boardsToDraw, drawnRanks, trainingsOf } from "./drawn_ranks.ts";
import { trainings } from "./trainings.ts";

/** Whether charts can draw groups: a shared page has no server that could read all rows at once. */
export const CAN_DRAW_GROUPS = sharedServer === null;

/** Whether charts draw groups of all runs that match the filter. */
const drawsAllRuns = computed(() => groupKeys.value.length > 0);

/** Whether charts draw groups in place of single runs: by fields, or the ranks of trainings. */
export const drawsGroups: ReadonlySignal<boolean> = computed(() =>
  CAN_DRAW_GROUPS && (drawsAllRuns.value ||
    (drawnRanks.value === "band" && trainingsOf(selectedBoards.value).length > 0))
);

/** A group that charts draw as one line with a band. */
export interface DrawnGroup extends RunGroup {
  color: string;
  /** What a colour of it is chosen for. */
  thing: ColoredThing;
}

/** The groups that charts draw: those of runs, or of each selected training all its ranks. */
export const drawnGroups: ReadonlySignal<DrawnGroup[]> = computed(() => {
  if (drawsAllRuns.value) {
    const colors = groupColors(runGroups.value.map(({ title }) => title));
    return runGroups.value.map((group, i): DrawnGroup => ({
      ...group,
      color: colors[i] ?? "",
      thing: { group: group.title },
    }));
  }
  const groups = new Map<string, DrawnGroup>();
  for (const board of boardsToDraw(selectedBoards.value)) {
    const training = trainings.value.get(board.boardId);
    const { lead, ranks } = training ?? { lead: board, ranks: [board] };
    groups.set(lead.boardId, {
      title: lead.boardId,
      heading: training?.group ?? boardName(board),
      boards: [...ranks],
      color: boardColor(lead.boardId),
      thing: { run: lead.boardId },
    });
  }
  return [...groups.values()];
});
