import { computed, type ReadonlySignal } from "@preact/signals";
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

/**
 * Finds the trainings among some boards: those of one group that have different ranks. In the order
 * of their starts, a rank that is there already begins another training.
 */
export function findTrainings(all: readonly BoardInfo[]): Map<string, Training> {
  const byGroup = new Map<string, Map<number, BoardInfo>[]>();
  const byStart = all.toSorted((a, b) => startOf(a) - startOf(b));
  for (const board of byStart) {
    const { annotations: { group }, metadata } = board;
    const rank = metadata?.rank;
    if (group === undefined || typeof rank !== "number") continue;
    const known = byGroup.get(group) ?? [];
    byGroup.set(group, known);
    const last = known.at(-1);
    if (last === undefined || last.has(rank)) known.push(new Map([[rank, board]]));
    else last.set(rank, board);
  }
  const found = new Map<string, Training>();
  for (const [group, known] of byGroup) {
    for (const byRank of known) {
      const ranks = [...byRank].sort(([a], [b]) => a - b).map(([, board]) => board);
      const [lead] = ranks;
      if (lead === undefined || (ranks.length < 2 && !((lead.metadata?.world_size ?? 1) > 1))) {
        continue;
      }
      const training = { group, lead, ranks };
      for (const { boardId } of ranks) found.set(boardId, training);
    }
  }
  return found;
}

function startOf({ createdAt }: BoardInfo): number {
  return Date.parse(createdAt ?? "") || 0;
}
