import type { JsonValue } from "../../format/json_value.ts";
import { nearestNames } from "../../format/nearest_names.ts";
import type { BoardSummary } from "../board_summary.ts";
import { configLeaves } from "../config_leaves.ts";
import type { GroupedOptions } from "./grouped_scalars.ts";

/** Boards with one key. */
export interface BoardGroup {
  key: JsonValue[];
  boards: BoardSummary[];
}

/** The fields of a run that are not in its config. */
const FIELDS: Readonly<Record<string, (board: BoardSummary) => JsonValue>> = {
  name: ({ metadata }) => metadata?.name ?? null,
  status: ({ status }) => status,
  title: ({ title }) => title ?? null,
  group: ({ group }) => group ?? null,
  rank: ({ rank }) => rank ?? null,
  tags: ({ tags }) => tags.length === 0 ? null : tags.toSorted(),
  backend: ({ metadata }) => metadata?.backend ?? null,
};
const CONFIG = "config.";

/**
 * Groups boards by what they have in common, in the order of the keys: numbers before texts, and
 * what has no value last.
 *
 * @throws {RangeError} Where there is no such field, with the nearest ones.
 */
export function groupBoards(
  boards: readonly BoardSummary[],
  by: GroupedOptions["by"] = [],
): BoardGroup[] {
  const keyOf = typeof by === "function" ? keyByFunction(by) : keyByFields(boards, by);
  const groups = new Map<string, BoardGroup>();
  for (const board of boards) {
    const key = keyOf(board);
    if (key === undefined) continue;
    const id = JSON.stringify(key);
    const group = groups.get(id) ?? { key, boards: [] };
    group.boards.push(board);
    groups.set(id, group);
  }
  return [...groups.values()].sort((a, b) => compareKeys(a.key, b.key));
}

function keyByFunction(by: (board: BoardSummary) => JsonValue | undefined) {
  return (board: BoardSummary): JsonValue[] | undefined => {
    const value = by(board);
    return value === undefined ? undefined : [value];
  };
}

function keyByFields(boards: readonly BoardSummary[], by: readonly string[]) {
  const leaves = new Map(
    boards.map((board) => [
      board,
      new Map(
        [...configLeaves(board.metadata?.config ?? {}).values()]
          .map(({ path, leaf }) => [`${CONFIG}${path}`, leaf]),
      ),
    ]),
  );
  const known = new Set([...leaves.values()].flatMap((values) => [...values.keys()]));
  for (const field of by) checkField(field, known);
  return (board: BoardSummary): JsonValue[] =>
    by.map((field) =>
      Object.hasOwn(FIELDS, field)
        ? FIELDS[field]?.(board) ?? null
        : leaves.get(board)?.get(field) ?? null
    );
}

function checkField(field: string, known: ReadonlySet<string>): void {
  if (Object.hasOwn(FIELDS, field) || known.has(field)) return;
  const names = [...Object.keys(FIELDS), ...known];
  const nearest = nearestNames(field, names);
  throw new RangeError(
    `Cannot group boards by ${JSON.stringify(field)}: expected ${
      Object.keys(FIELDS).join(", ")
    } or a value of a config; ${
      nearest.length > 0
        ? `is it ${nearest.map((name) => JSON.stringify(name)).join(" or ")}?`
        : "no board has such a value"
    }`,
  );
}

function compareKeys(a: readonly JsonValue[], b: readonly JsonValue[]): number {
  for (const [index, value] of a.entries()) {
    const order = compareValues(value, b[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareValues(a: JsonValue, b: JsonValue): number {
  const [rankA, rankB] = [rankOf(a), rankOf(b)];
  if (rankA !== rankB) return rankA - rankB;
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [textA, textB] = [JSON.stringify(a) ?? "", JSON.stringify(b) ?? ""];
  return textA < textB ? -1 : textA > textB ? 1 : 0;
}

function rankOf(value: JsonValue): number {
  if (value === null || value === undefined) return 2;
  return typeof value === "number" ? 0 : 1;
}
