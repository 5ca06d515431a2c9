import { computed, type ReadonlySignal } from "@preact/signals";
import { boardTitle } from "../../state/board_title.ts";
import { formatRunValue } from "./format_run_value.ts";
import { differingPaths, fieldOf, type RunField } from "./run_fields.ts";
import { visibleRuns } from "./visible_runs.ts";

/** A column of the list of runs, beside the names. */
export interface ListColumn {
  field: RunField;
  /** In characters. */
  width: number;
  /** Whether there is no room for it beside the names before the reader widens the list. */
  isExtra: boolean;
}

const MAX_COLUMNS = 4;
const MIN_WIDTH = 4;
const MAX_WIDTH = 10;
/** In so many characters the list has names and columns, before it is widened … */
const LIST_WIDTH = 36;
/** … and of these a name that is longer is given no more. */
const MAX_NAME_WIDTH = 22;

/** The values of the configs in which the runs of the list differ. */
export const listColumns: ReadonlySignal<ListColumn[]> = computed(() => {
  const runs = visibleRuns.value;
  const ranks = new Set(runs.flatMap(({ metadata }) => metadata?.rank ?? []));
  const ids = [
    ...ranks.size > 1 ? ["rank"] : [],
    ...differingPaths(runs).map((path) => `config.${path}`),
  ];
  const nameWidth = runs.reduce((longest, run) => Math.max(longest, boardTitle(run).length), 0);
  let room = LIST_WIDTH - Math.min(MAX_NAME_WIDTH, nameWidth);
  return ids.slice(0, MAX_COLUMNS).flatMap((id): ListColumn[] => {
    const field = fieldOf(id);
    if (field === undefined) return [];
    const longest = runs.reduce(
      (longest, board) => Math.max(longest, formatRunValue(field.value(board), "text").length),
      Math.max(MIN_WIDTH, shortLabel(field).length),
    );
    const width = Math.min(MAX_WIDTH, longest);
    room -= width + 1;
    return [{ field, width, isExtra: room < 0 }];
  });
});

/** The last part of a field's label, as a head of a narrow column. */
export function shortLabel({ label }: RunField): string {
  return label.slice(label.lastIndexOf(".") + 1) || label;
}
