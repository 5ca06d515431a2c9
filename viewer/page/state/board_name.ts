import { computed } from "@preact/signals";
import type { BoardInfo, Json } from "../../protocol/api.ts";
import { formatDateTime } from "../values/format_date_time.ts";
import { boardTitle } from "./board_title.ts";
import { boards } from "./boards.ts";
import { configLeaves } from "./config_leaves.ts";

/** How many values a name has at most: more would be longer than a line. */
const MAX_VALUES = 5;
const DAY_LENGTH = "2026-01-01".length;

/** What tells a board from others of its title. */
interface Difference {
  /** The values of its config in which they differ. */
  config?: string;
  /** Where there is nothing else, as of a script that was run twice: when it was started, or its id. */
  twin?: string;
}

/** For each board whose title others have too: what it differs in. */
const differences = computed((): ReadonlyMap<string, Difference> => {
  const byTitle = new Map<string, BoardInfo[]>();
  for (const board of boards.value ?? []) {
    const title = boardTitle(board);
    const alike = byTitle.get(title);
    if (alike) alike.push(board);
    else byTitle.set(title, [board]);
  }
  const found = new Map<string, Difference>();
  for (const alike of byTitle.values()) {
    if (alike.length < 2) continue;
    const ofConfig = new Map(differencesOf(alike));
    for (const twins of Map.groupBy(alike, ({ boardId }) => ofConfig.get(boardId)).values()) {
      const marks = twins.length > 1 ? twinMarks(twins) : [];
      for (const [i, { boardId }] of twins.entries()) {
        found.set(boardId, { config: ofConfig.get(boardId), twin: marks[i] });
      }
    }
  }
  return found;
});

/**
 * What tells a board from all others: its title, and where others have the same, the values of its
 * config in which they differ, `sweep (lr 0.1, seed 3)`. Where these are the same, too, when it was
 * started: `digits (17:48:22)`.
 */
export function boardName(board: BoardInfo): string {
  const { config, twin } = differences.value.get(board.boardId) ?? {};
  const told = [config, twin].filter(Boolean);
  return told.length === 0 ? boardTitle(board) : `${boardTitle(board)} (${told.join(", ")})`;
}

/** What tells a board from another one of its title and its config: when it was started, or its id. */
export function twinMark({ boardId }: BoardInfo): string | undefined {
  return differences.value.get(boardId)?.twin;
}

/** When boards were started, without the day where that is the same; their ids where that is the same, too. */
function twinMarks(twins: readonly BoardInfo[]): string[] {
  const times = twins.map(({ createdAt }) => Date.parse(createdAt ?? ""));
  const starts = times.map(formatDateTime);
  if (new Set(starts).size < twins.length || times.some(Number.isNaN)) {
    return twins.map(({ boardId }) => boardId);
  }
  const days = new Set(starts.map((start) => start.slice(0, DAY_LENGTH)));
  return days.size > 1 ? starts : starts.map((start) => start.slice(DAY_LENGTH + 1));
}

function differencesOf(alike: readonly BoardInfo[]): [id: string, text: string][] {
  const leaves = alike.map((board) => ({ id: board.boardId, leaves: leavesOf(board) }));
  const seen = new Map<string, Set<string>>();
  for (const { leaves: own } of leaves) {
    for (const path of own.keys()) seen.set(path, new Set());
  }
  for (const [path, texts] of seen) {
    for (const { leaves: own } of leaves) texts.add(JSON.stringify(own.get(path)) ?? "");
  }
  const paths = [...seen].filter(([, texts]) => texts.size > 1).map(([path]) => path)
    .slice(0, MAX_VALUES);
  return leaves.flatMap(({ id, leaves: own }): [string, string][] => {
    const parts = paths.flatMap((path) => {
      const value = own.get(path);
      return value === undefined ? [] : [`${shortPath(path, paths)} ${toText(value)}`];
    });
    return parts.length === 0 ? [] : [[id, parts.join(", ")]];
  });
}

/** The values of a board's config; of a process of several its training and its rank, too. */
function leavesOf(board: BoardInfo): ReadonlyMap<string, Json> {
  const { metadata, annotations: { group } } = board;
  const leaves = new Map<string, Json>(configLeaves(board));
  if (typeof metadata?.rank !== "number") return leaves;
  return new Map<string, Json>([
    ["rank", metadata.rank],
    ...group === undefined ? [] : [["group", group] as const],
    ...leaves,
  ]);
}

/** The last part of a path, where no other path ends in the same. */
function shortPath(path: string, paths: readonly string[]): string {
  const last = path.slice(path.lastIndexOf(".") + 1);
  const isOne = paths.every((other) => other === path || !`.${other}`.endsWith(`.${last}`));
  return isOne ? last : path;
}

function toText(value: Json): string {
  return (typeof value === "string" ? value : JSON.stringify(value)).slice(0, 40);
}
