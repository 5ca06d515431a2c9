import { computed, type ReadonlySignal } from "@preact/signals";
import { boards } from "../../state/boards.ts";
import { decodePart } from "../../state/decode_part.ts";
import { urlSignal } from "../../state/url_signal.ts";
import { differingPaths, metricNames, summaryNames } from "./run_fields.ts";
import { visibleRuns } from "./visible_runs.ts";

const MAX_SUMMARY_COLUMNS = 6;

const columnText = urlSignal("cols");

/** The ids of the columns of the table of runs. */
export const columnIds: ReadonlySignal<string[]> = computed(() =>
  columnText.value === "" ? defaultColumns.value : columnText.value.split(",").map(decodePart)
);

/** Sets the columns of the table of runs; `null` restores the defaults. */
export function chooseColumns(ids: string[] | null): void {
  columnText.value = ids?.map((id) => encodeURIComponent(id)).join(",") ?? "";
}

const defaultColumns = computed(() => {
  // Of the runs that match the filter; one alone differs from all others.
  const list = visibleRuns.value.length > 1 ? visibleRuns.value : boards.value ?? [];
  const metrics = metricNames(list);
  const important = metrics.filter((name) => /loss|acc/i.test(name));
  const shown = [...important, ...metrics].slice(0, 3);
  // What the scripts say counts; without a word of them, what its name makes likely.
  const counting = summaryNames(list).slice(0, MAX_SUMMARY_COLUMNS);
  const values = counting.length > 0
    ? counting.map((name) => `summary:${name}`)
    : [...new Set(shown.map((name) => `last:${name}`))];
  return [
    "name",
    "status",
    "created",
    "duration",
    "steps",
    ...differingPaths(list).slice(0, 4).map((path) => `config.${path}`),
    ...values,
    "tags",
  ];
});
