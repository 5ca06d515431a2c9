import { computed, type ReadonlySignal } from "@preact/signals";
import type { BoardInfo } from "../../../protocol/api.ts";
import { boardTitle } from "../../state/board_title.ts";
import { boards } from "../../state/boards.ts";
import { decodePart } from "../../state/decode_part.ts";
import { urlSignal } from "../../state/url_signal.ts";
import { type ComparableValue, compareValues } from "../../values/compare_values.ts";
import { FilterError } from "../../values/filter_error.ts";
import { foldText } from "../../values/fold_text.ts";
import { type FilterFields, parseFilter } from "../../values/parse_filter.ts";
import { groupSpread } from "./group_spread.ts";
import { BASE_FIELDS, configPaths, fieldOf, metricNames } from "./run_fields.ts";
import type { RunField, RunValue } from "./run_fields.ts";

/** The filter as typed. */
export const filterText = urlSignal("filter");

/** The id of the field by which runs are sorted, after a `-` if in descending order. */
export const sortBy = urlSignal("sort");

/** The ids of the fields by which runs are grouped, each encoded, with commas between them. */
export const groupBy = urlSignal("group");

/** The ids of the fields by which runs are grouped: those of one group have the same of each. */
export const groupKeys: ReadonlySignal<string[]> = computed(() =>
  groupBy.value === "" ? [] : groupBy.value.split(",").map(decodePart)
);

/** Groups runs by some fields; by none of them they are not grouped. */
export function groupRuns(ids: readonly string[]): void {
  groupBy.value = [...new Set(ids)].map((id) => encodeURIComponent(id)).join(",");
}

/** `1` if hidden runs are shown, too. */
export const showHidden = urlSignal("hidden");

/** The title of the group of runs that have no value; of the text "none" it is in quotes. */
const NO_VALUE = "none";

/** Runs with the same values of the fields by which they are grouped. */
export interface RunGroup {
  /** The values as text; empty if runs are not grouped. */
  title: string;
  /** The same with the labels of the fields: `lr = 0.1, seed = 3`. */
  heading: string;
  boards: BoardInfo[];
}

const parsed = computed((): { filter: (board: BoardInfo) => boolean; problem: string | null } => {
  const list = boards.value ?? [];
  try {
    const filter = parseFilter(filterText.value, fieldsOf(list));
    return { filter, problem: null };
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    return { filter: () => true, problem: error.placed };
  }
});

/** Why the filter is invalid; `null` if it is valid. */
export const filterProblem: ReadonlySignal<string | null> = computed(() => parsed.value.problem);

/** Whether the filter lets a run through; an invalid one lets all. */
export const matchesFilter: ReadonlySignal<(board: BoardInfo) => boolean> = computed(() =>
  parsed.value.filter
);

/** The runs that match the filter, sorted and grouped. */
export const runGroups: ReadonlySignal<RunGroup[]> = computed(() => {
  const { filter } = parsed.value;
  const matching = (boards.value ?? []).filter((board) =>
    (!board.annotations.hidden || showHidden.value === "1") && filter(board)
  );
  const sorted = sortRuns(matching, sortBy.value);
  const fields = groupKeys.value.flatMap((id) => fieldOf(id) ?? []);
  if (fields.length === 0) return [{ title: "", heading: "", boards: sorted }];
  const groups = new Map<string, RunGroup & { values: RunValue[] }>();
  const known = new Set<string>();
  for (const board of sorted) {
    const values = fields.map((field) => groupValue(field.value(board)));
    const titles = values.map(groupTitle);
    const key = JSON.stringify(titles);
    const group = groups.get(key);
    if (group) {
      group.boards.push(board);
      continue;
    }
    const joined = titles.join(", ");
    // Texts with a comma: "a, b" and "c" read as "a" and "b, c".
    const title = known.has(joined) ? key : joined;
    known.add(title);
    const heading = fields.map(({ label }, i) => `${label} = ${titles[i]}`).join(", ");
    groups.set(key, { title, heading, values, boards: [board] });
  }
  const byKeys = [...groups.values()].sort((a, b) => compareLists(a.values, b.values));
  return sortGroups(byKeys, sortBy.value)
    .map(({ title, heading, boards }) => ({ title, heading, boards }));
});

/** By the mean of the numbers by which runs are sorted; otherwise as they are. */
function sortGroups<Group extends RunGroup>(groups: readonly Group[], by: string): Group[] {
  const isDescending = by.startsWith("-");
  const field = fieldOf(isDescending ? by.slice(1) : by);
  if (!field) return [...groups];
  const means = new Map(groups.map((group) => [group, groupSpread(group.boards, field)?.mean]));
  return groups.toSorted((a, b) =>
    compareValues(comparable(means.get(a) ?? null), comparable(means.get(b) ?? null), isDescending)
  );
}

function compareLists(a: readonly RunValue[], b: readonly RunValue[]): number {
  for (const [i, value] of a.entries()) {
    const order = compareValues(comparable(value), comparable(b[i] ?? null));
    if (order !== 0) return order;
  }
  return 0;
}

/** The runs that match the filter, in the order of their groups. */
export const visibleRuns: ReadonlySignal<BoardInfo[]> = computed(() =>
  runGroups.value.flatMap(({ boards }) => boards)
);

/** What a filter of runs can ask. */
function fieldsOf(list: readonly BoardInfo[]): FilterFields<BoardInfo> {
  // Few filters have names, and a list may have many runs.
  let names: { paths: string[]; metrics: string[] } | undefined;
  const namesOf = () => names ??= { paths: configPaths(list), metrics: metricNames(list) };
  const find = (name: string) => findField(name, list, namesOf().paths, namesOf().metrics);
  return {
    find: (name) => {
      const field = find(name);
      if (!field) {
        throw new FilterError(
          `No run has "${name}": expected a config value, a metric or a column`,
        );
      }
      return field.value;
    },
    hasWord,
    isNumeric: (name) => {
      const values = list.map((board) => find(name)?.value(board) ?? null);
      // A time is compared with a date, and a status with any text.
      return find(name)?.format !== "time" && values.some((value) => value !== null) &&
        values.every((value) => value === null || typeof value === "number");
    },
    names: () => [...namesOf().paths, ...namesOf().metrics],
  };
}

/** The field with an id, a path in the config or the end of one, or a metric's name. */
function findField(
  name: string,
  list: readonly BoardInfo[],
  paths: readonly string[],
  metrics: readonly string[],
): RunField | undefined {
  const wanted = foldText(name);
  const known = [
    ...BASE_FIELDS.map(({ id }) => ({ id, name: id })),
    ...paths.map((path) => ({ id: `config.${path}`, name: path })),
    ...metrics.map((metric) => ({ id: `last:${metric}`, name: metric })),
  ];
  const candidates = [
    name,
    `config.${name}`,
    `last:${name}`,
    // The end of a path is enough: lr for optimizer.lr.
    ...paths.filter((path) => path.endsWith(`.${name}`)).map((path) => `config.${path}`),
    // Another form of the same letters, or another case.
    ...known.filter((known) => foldText(known.name) === wanted).map(({ id }) => id),
  ];
  const ids = new Set(known.map(({ id }) => id));
  return candidates.map(fieldOf).find((field) =>
    field !== undefined &&
    (ids.has(field.id) || list.some((board) => field.value(board) !== null))
  );
}

function hasWord(board: BoardInfo, word: string): boolean {
  return [boardTitle(board), board.metadata?.name ?? "", board.boardId, ...board.annotations.tags]
    .some((text) => foldText(text).includes(word));
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

/** The value by which a run is grouped: all its tags together, in any order, are one value. */
function groupValue(value: RunValue): RunValue {
  if (!Array.isArray(value)) return value;
  return value.length === 0 ? null : value.map(quoteIfComma).sort().join(", ");
}

/** Different values have different titles: a text that reads as another value is in quotes. */
function groupTitle(value: RunValue): string {
  if (value === null) return NO_VALUE;
  if (typeof value !== "string") return String(value);
  const isLikeOther = value.trim() === "" || value === NO_VALUE || /^".*"$/s.test(value) ||
    /^(true|false|null|none|-?Infinity|NaN)$/i.test(value) || !Number.isNaN(Number(value));
  return isLikeOther ? JSON.stringify(value) : value;
}

function quoteIfComma(tag: string): string {
  return /[,"]/.test(tag) ? JSON.stringify(tag) : tag;
}
