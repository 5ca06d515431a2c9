import { nearestNames } from "../../format/nearest_names.ts";
import type { BoardSummary, JsonValue, SummaryValue } from "../../reader/mod.ts";
import { UsageError } from "../errors.ts";
import { durationMs } from "./duration_ms.ts";

type Key = (board: BoardSummary) => SummaryValue;

/** What all boards can be sorted by. */
const KEYS: Readonly<Record<string, Key>> = {
  name: ({ metadata, title }) => title ?? metadata?.name ?? null,
  status: ({ status }) => status,
  group: ({ group }) => group,
  rank: ({ rank }) => rank,
  started: ({ createdAt }) => createdAt?.getTime() ?? null,
  took: durationMs,
  steps: ({ counts }) => counts?.steps ?? null,
  size: ({ sizeBytes }) => sizeBytes,
};

/**
 * Sorts boards by what counts for their runs, by a value of their config (`lr`, `optimizer.lr`), or
 * by a column of the list; boards without a value, or whose value is NaN, come last.
 *
 * @param isReversed Whether the greatest comes first.
 * @throws {UsageError} Where no board has such a value; it has the nearest names.
 */
export function sortBoards(
  boards: readonly BoardSummary[],
  by: string,
  isReversed = false,
): BoardSummary[] {
  const key = keyOf(boards, by);
  return boards
    .map((board) => ({ board, value: key(board) }))
    .sort((a, b) => compare(a.value, b.value, isReversed))
    .map(({ board }) => board);
}

function keyOf(boards: readonly BoardSummary[], by: string): Key {
  const summaries = new Set(boards.flatMap(({ summary }) => Object.keys(summary ?? {})));
  if (summaries.has(by)) return ({ summary }) => own(summary, by) as SummaryValue ?? null;
  const base = Object.hasOwn(KEYS, by) ? KEYS[by] : undefined;
  if (base !== undefined) return base;
  const path = by.replace(/^config\./, "").split(".");
  const key: Key = ({ metadata }) => configValue(metadata?.config, path);
  if (boards.length === 0 || boards.some((board) => key(board) !== null)) return key;
  const names = [...summaries, ...Object.keys(KEYS)];
  const nearest = nearestNames(by, names);
  throw new UsageError(
    `Cannot sort by ${JSON.stringify(by)}: expected ${
      nearest.length > 0
        ? nearest.map((name) => JSON.stringify(name)).join(" or ")
        : `one of ${names.join(", ")}, or a value of the config`
    }`,
  );
}

function configValue(config: JsonValue, path: readonly string[]): SummaryValue {
  const value = path.reduce<JsonValue>((within, key) => own(within, key), config);
  return value === undefined || typeof value === "object" ? null : value;
}

function own(value: JsonValue, key: string): JsonValue {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject && Object.hasOwn(value, key) ? value[key] : undefined;
}

function compare(a: SummaryValue, b: SummaryValue, isReversed: boolean): number {
  const isMissing = (value: SummaryValue) => value === null || Number.isNaN(value);
  if (isMissing(a) || isMissing(b)) return Number(isMissing(a)) - Number(isMissing(b));
  const order = typeof a === "number" && typeof b === "number"
    ? a - b
    : String(a).localeCompare(String(b), "en", { numeric: true });
  // Two infinities have no difference.
  return (Number.isNaN(order) ? 0 : order) * (isReversed ? -1 : 1);
}
