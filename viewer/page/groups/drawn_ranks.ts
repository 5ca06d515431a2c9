import { computed, type ReadonlySignal } from "@preact/signals";
import type { BoardInfo } from "../../protocol/api.ts";
import { urlSignal } from "../state/url_signal.ts";
import { type Training, trainings } from "./trainings.ts";

/** Which ranks of a training are drawn: the first, each as a line, or all as one band. */
export type DrawnRanks = "first" | "all" | "band";

/** What the reader may choose, in words. */
export const RANK_LABELS: Record<DrawnRanks, string> = {
  first: "rank 0",
  all: "all, as lines",
  band: "all, as a band",
};

const text = urlSignal("ranks");

/** Which ranks of trainings are drawn. */
export const drawnRanks: ReadonlySignal<DrawnRanks> = computed(() =>
  text.value === "all" || text.value === "band" ? text.value : "first"
);

/** Chooses which ranks of trainings are drawn. */
export function chooseRanks(chosen: DrawnRanks): void {
  text.value = chosen === "first" ? "" : chosen;
}

/** The trainings to which some boards belong, each once. */
export function trainingsOf(selected: readonly BoardInfo[]): Training[] {
  return [...new Set(selected.flatMap(({ boardId }) => trainings.value.get(boardId) ?? []))];
}

/**
 * The boards that are drawn of the selected ones: of a training its first rank, where that is
 * selected, or all its ranks, whichever are. A rank that was selected without the first is drawn.
 */
export function boardsToDraw(selected: readonly BoardInfo[]): BoardInfo[] {
  const isAll = drawnRanks.value !== "first";
  const ids = new Set(selected.map(({ boardId }) => boardId));
  const drawn = selected.flatMap((board): readonly BoardInfo[] => {
    const training = trainings.value.get(board.boardId);
    if (training === undefined) return [board];
    if (isAll) return training.ranks;
    return ids.has(training.lead.boardId) ? [training.lead] : [board];
  });
  return [...new Map(drawn.map((board) => [board.boardId, board])).values()];
}
