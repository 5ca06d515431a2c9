import { computed, type ReadonlySignal } from "@preact/signals";
import { groupKeys } from "../runs/data/visible_runs.ts";
import { sharedServer } from "../state/shared_page.ts";

/** Whether charts can draw groups: a shared page has no server that could read all rows at once. */
export const CAN_DRAW_GROUPS = sharedServer === null;

/** Whether charts draw groups in place of single runs. */
export const drawsGroups: ReadonlySignal<boolean> = computed(() =>
  CAN_DRAW_GROUPS && groupKeys.value.length > 0
);
