import { computed, type ReadonlySignal } from "@preact/signals";
import { groupRanks } from "../../../format/rank_groups.ts";
import type { BoardInfo } from "../../protocol/api.ts";
import { boards } from "../state/boards.ts";

/** The processes of one training, each with a board of its own. */
export interface Training {
  /** What the script calls it. */
  group: string;
  /** The board of the lowest rank, which stands for all. */
  lead: BoardInfo;
  /** All of them, by their ranks. */
  ranks: readonly BoardInfo[];
}

/** The trainings of several processes, by the ids of all their boards. */
export const trainings: ReadonlySignal<ReadonlyMap<string, Training>> = computed(() =>
  findTrainings(boards.value ?? [])
);

/** Finds the trainings among some boards; one board alone is one where its script says that there are more. */
export function findTrainings(all: readonly BoardInfo[]): Map<string, Training> {
  const groups = groupRanks(all, ({ annotations, metadata, createdAt }) => ({
    group: annotations.group,
    rank: metadata?.rank,
    createdMs: Date.parse(createdAt ?? "") || 0,
  }));
  const found = new Map<string, Training>();
  for (const { group, boards: ranks } of groups) {
    const [lead] = ranks;
    if (lead === undefined || (ranks.length < 2 && !((lead.metadata?.world_size ?? 1) > 1))) {
      continue;
    }
    const training = { group, lead, ranks };
    for (const { boardId } of ranks) found.set(boardId, training);
  }
  return found;
}
