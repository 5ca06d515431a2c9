import { computed, type ReadonlySignal } from "@preact/signals";
import type { BoardInfo } from "../../protocol/api.ts";
import { decodePart } from "../state/decode_part.ts";
import { urlSignal } from "../state/url_signal.ts";
import { boards, boardTitle } from "../state/store.ts";
import {
  configPaths,
  differingPaths,
  fieldOf,
  metricNames,
  type RunField,
  type RunValue,
} from "./run_fields.ts";
import { type FieldFinder, FilterError, parseRunFilter, type RunFilter } from "./run_filter.ts";

/** The filter as typed. */
export const filterText = urlSignal("filter");

/** The field that runs are sorted by, with a `-` before it where the greatest come first. */
export const sortBy = urlSignal("sort");

/** The field that runs are grouped by. */
export const groupBy = urlSignal("group");

/** `1` where hidden runs are shown, too. */
export const showHidden = urlSignal("hidden");

const columnText = urlSignal("cols");

/** Runs that have the same value of the field they are grouped by. */
export interface RunGroup {
  /** The value, as text; empty where nothing is grouped. */
  title: string;
  boards: BoardInfo[];
}

/** The ids of the columns of the table. */
export const columnIds: ReadonlySignal<string[]> = computed(() =>
  columnText.value === "" ? defaultColumns.value : columnText.value.split(",").map(decodePart)
);

/** Chooses the columns of the table; `null` are the usual ones. */
export function chooseColumns(ids: string[] | null): void {
  columnText.value = ids?.map((id) => encodeURIComponent(id)).join(",") ?? "";
}

const defaultColumns = computed(() => {
  const list = boards.value ?? [];
  const metrics = metricNames(list);
  const telling = metrics.filter((name) => /loss|acc/i.test(name));
  const chosen = [...telling, ...metrics].slice(0, 3);
  return [
    "name",
    "status",
    "created",
    "duration",
    "steps",
    ...differingPaths(list).slice(0, 4).map((path) => `config.${path}`),
    ...new Set(chosen.map((name) => `last:${name}`)),
    "tags",
  ];
});

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

/** Why the filter is none; `null` where it is one. */
export const filterProblem: ReadonlySignal<string | null> = computed(() => parsed.value.problem);

/** The runs that are wanted, in their order and groups. */
export const runGroups: ReadonlySignal<RunGroup[]> = computed(() => {
  const { filter } = parsed.value;
  const wanted = (boards.value ?? []).filter((board) =>
    (!board.annotations.hidden || showHidden.value === "1") && filter(board)
  );
  const sorted = sortRuns(wanted, sortBy.value);
  const field = groupBy.value === "" ? undefined : fieldOf(groupBy.value);
  if (!field) return [{ title: "", boards: sorted }];
  const groups = new Map<string, { value: RunValue; boards: BoardInfo[] }>();
  for (const board of sorted) {
    const value = groupValue(field.value(board));
    const title = value === null ? "none" : String(value);
    const group = groups.get(title);
    if (group) group.boards.push(board);
    else groups.set(title, { value, boards: [board] });
  }
  return [...groups].sort(([, a], [, b]) => compareValues(a.value, b.value, 1))
    .map(([title, { boards }]) => ({ title, boards }));
});

/** The runs that are wanted, without their groups. */
export const visibleRuns: ReadonlySignal<BoardInfo[]> = computed(() =>
  runGroups.value.flatMap(({ boards }) => boards)
);

function findIn(list: readonly BoardInfo[]): FieldFinder {
  return (name) => {
    const candidates: (RunField | undefined)[] = [
      fieldOf(name),
      fieldOf(`config.${name}`),
      fieldOf(`last:${name}`),
      // The end of a path is enough: lr for optimizer.lr.
      ...configPaths(list).filter((path) => path.endsWith(`.${name}`))
        .map((path) => fieldOf(`config.${path}`)),
    ];
    const known = candidates.filter((field): field is RunField => field !== undefined);
    const isBase = (field: RunField) => !/^config\.|^(last|min|max):/.test(field.id);
    const field = known.find((field) =>
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
  const falling = by.startsWith("-");
  const field = fieldOf(falling ? by.slice(1) : by);
  if (!field) return list;
  const keyed = list.map((board) => ({ board, value: field.value(board) }));
  keyed.sort((a, b) => compareValues(a.value, b.value, falling ? -1 : 1));
  return keyed.map(({ board }) => board);
}

/** Runs without a value are last, whichever way it goes. */
function compareValues(a: RunValue, b: RunValue, sign: 1 | -1): number {
  const none = (value: RunValue) => value === null || Number.isNaN(value);
  if (none(a) || none(b)) return Number(none(a)) - Number(none(b));
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  return sign * String(a).localeCompare(String(b), "en", { numeric: true });
}

/** What runs are grouped by: all tags together are one value. */
function groupValue(value: RunValue): RunValue {
  if (!Array.isArray(value)) return value;
  return value.length === 0 ? null : value.join(", ");
}
