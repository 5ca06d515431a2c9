import { computed, type ReadonlySignal } from "@preact/signals";
import type { BoardInfo } from "../../../protocol/api.ts";
import { selectedBoards } from "../../state/selection.ts";
import { matchesFilter } from "./visible_runs.ts";

/** The runs that panels show: those that are selected, and match the filter of the list. */
export const drawnBoards: ReadonlySignal<BoardInfo[]> = computed(() =>
  selectedBoards.value.filter(matchesFilter.value)
);
