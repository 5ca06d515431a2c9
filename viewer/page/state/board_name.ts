import { computed } from "@preact/signals";
import type { BoardInfo, Json } from "../../protocol/api.ts";
import { boardTitle } from "./board_title.ts";
import { boards } from "./boards.ts";
import { configLeaves } from "./config_leaves.ts";

/** How many values a name has at most: more would be longer than a line. */
const MAX_VALUES = 5;

/** For each board whose title others have too: the values of its config in which these differ. */
const values = computed((): ReadonlyMap<string, string> => {
  const byTitle = new Map<string, BoardInfo[]>();
  for (const board of boards.value ?? []) {
    const title = boardTitle(board);
    const alike = byTitle.get(title);
    if (alike) alike.push(board);
    else byTitle.set(title, [board]);
  }
  const found = new Map<string, string>();
  for (const alike of byTitle.values()) {
    if (alike.length < 2) continue;
    for (const [id, text] of differencesOf(alike)) found.set(id, text);
  }
  return found;
});

/**
 * What tells a board from all others: its title, and where others have the same, the values of its
 * config in which they differ, `sweep (lr 0.1, seed 3)`.
 */
export function boardName(board: BoardInfo): string {
  const text = values.value.get(board.boardId);
  return text === undefined ? boardTitle(board) : `${boardTitle(board)} (${text})`;
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
