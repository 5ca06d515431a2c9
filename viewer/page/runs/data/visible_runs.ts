import { computed, type ReadonlySignal } from "@preact/signals";
import type { BoardInfo } from "../../../protocol/api.ts";
import { boardTitle } from "../../state/board_title.ts";
import { boards } from "../../state/boards.ts";
import { urlSignal } from "../../state/url_signal.ts";
import { type ComparableValue, compareValues } from "../../values/compare_values.ts";
import { FilterError } from "./filter_error.ts";
import { configPaths, fieldOf, type RunField, type RunValue } from "./run_fields.ts";
import { type FieldFinder, parseRunFilter, type RunFilter } from "./run_filter.ts";

/** The filter as typed. */
export const filterText = urlSignal("filter");

/** The id of the field by which runs are sorted, after a `-` if in descending order. */
export const sortBy = urlSignal("sort");

/** The id of the field by which runs are grouped. */
export const groupBy = urlSignal("group");

/** `1` if hidden runs are shown, too. */
export const showHidden = urlSignal("hidden");

/** Runs with the same value of the field by which they are grouped. */
export interface RunGroup {
  /** The value as text; empty if runs are not grouped. */
  title: string;
  boards: BoardInfo[];
}

const parsed = computed((): { filter: RunFilter; problem: string | null } => {
  const list = boards.value ?? [];
  try {
    const filter = parseRunFilter(filterText.value, findIn(list), hasWord);
    return { filter, problem: null };
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    return { filter: () => true, problem: error.message };
  }
});

/** Why the filter is invalid; `null` if it is valid. */
export const filterProblem: ReadonlySignal<string | null> = computed(() => parsed.value.problem);

/** The runs that match the filter, sorted and grouped. */
export const runGroups: ReadonlySignal<RunGroup[]> = computed(() => {
  const { filter } = parsed.value;
  const matching = (boards.value ?? []).filter((board) =>
    (!board.annotations.hidden || showHidden.value === "1") && filter(board)
  );
  const sorted = sortRuns(matching, sortBy.value);
  const field = groupBy.value === "" ? undefined : fieldOf(groupBy.value);
  if (!field) return [{ title: "", boards: sorted }];
  const groups = new Map<string, RunGroup & { value: RunValue }>();
  for (const board of sorted) {
    const value = groupValue(field.value(board));
    const title = value === null ? "none" : String(value);
    const group = groups.get(title);
    if (group) group.boards.push(board);
    else groups.set(title, { title, value, boards: [board] });
  }
  return [...groups.values()]
    .sort((a, b) => compareValues(comparable(a.value), comparable(b.value)))
    .map(({ title, boards }) => ({ title, boards }));
});

/** The runs that match the filter, in the order of their groups. */
export const visibleRuns: ReadonlySignal<BoardInfo[]> = computed(() =>
  runGroups.value.flatMap(({ boards }) => boards)
);

/** Finds fields by their id, by a path in the config or the end of one, or by a metric's name. */
function findIn(list: readonly BoardInfo[]): FieldFinder {
  return (name) => {
    const candidates = [
      name,
      `config.${name}`,
      `last:${name}`,
      // The end of a path is enough: lr for optimizer.lr.
      ...configPaths(list).filter((path) => path.endsWith(`.${name}`))
        .map((path) => `config.${path}`),
    ];
    const fields = candidates.map(fieldOf).filter((field) => field !== undefined);
    const isBase = (field: RunField) => !/^config\.|^(last|min|max):/.test(field.id);
    const field = fields.find((field) =>
      isBase(field) || list.some((board) => field.value(board) !== null)
    );
    if (!field) {
      throw new FilterError(`No run has "${name}": expected a config value, a metric or a column`);
    }
    return field.value;
  };
}

function hasWord(board: BoardInfo, word: string): boolean {
  const wanted = word.toLowerCase();
  return [boardTitle(board), board.metadata?.name ?? "", board.boardId, ...board.annotations.tags]
    .some((text) => text.toLowerCase().includes(wanted));
}

function sortRuns(list: BoardInfo[], by: string): BoardInfo[] {
  const isDescending = by.startsWith("-");
  const field = fieldOf(isDescending ? by.slice(1) : by);
  if (!field) return list;
  return list
    .map((board) => ({ board, value: comparable(field.value(board)) }))
    .sort((a, b) => compareValues(a.value, b.value, isDescending))
    .map(({ board }) => board);
}

/** A value as the sort order takes it: runs whose value is NaN come last, like those without one. */
function comparable(value: RunValue): ComparableValue {
  if (value === null || Number.isNaN(value)) return null;
  return typeof value === "number" ? value : String(value);
}

/** The value by which a run is grouped: all its tags together are one value. */
function groupValue(value: RunValue): RunValue {
  if (!Array.isArray(value)) return value;
  return value.length === 0 ? null : value.join(", ");
}
