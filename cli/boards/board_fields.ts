import { nearestNames } from "../../format/nearest_names.ts";
import { countLeaves, leavesByPath } from "../../reader/config_leaves.ts";
import type { BoardSummary, JsonValue, SummaryValue } from "../../reader/mod.ts";
import { UsageError } from "../errors.ts";
import { durationMs } from "./duration_ms.ts";

/** A value that boards are sorted by, or that is a column of a list of them. */
export interface BoardField {
  /** Its name, as it was asked for. */
  name: string;
  /** Whether it is a column that every list of boards has, by this name. */
  isColumn?: boolean;
  /** The board's value; `null` where it has none. */
  valueOf(board: BoardSummary): SummaryValue;
}

type Config = { [key: string]: JsonValue };

/** What every board has. */
const KEYS: Readonly<Record<string, BoardField["valueOf"]>> = {
  name: ({ metadata, title }) => title ?? metadata?.name ?? null,
  status: ({ status }) => status,
  group: ({ group }) => group,
  rank: ({ rank }) => rank,
  started: ({ createdAt }) => createdAt?.getTime() ?? null,
  took: durationMs,
  steps: ({ counts }) => counts?.steps ?? null,
  size: ({ sizeBytes }) => sizeBytes,
};
/** What a list shows besides, which has no order. */
const SHOWN_ONLY: Readonly<Record<string, BoardField["valueOf"]>> = {
  board: ({ boardId }) => boardId,
  tags: ({ tags }) => tags.join(", "),
  metrics: ({ counts }) => counts?.metrics ?? null,
  media: ({ counts }) => counts?.media ?? null,
  backend: ({ metadata }) => metadata?.backend ?? null,
  reason: ({ reason }) => reason,
};

/** Of values of configs that differ, a list shows so many. */
const MAX_DIFFERENT = 3;
/** To compare more leaves of configs takes seconds. */
const MAX_COMPARED = 200_000;

/**
 * Finds what counts for runs by its name, a value of their config (`lr`, `optimizer.lr`), or a column
 * of the list.
 *
 * @throws {UsageError} Where no board has such a value; it has the nearest names.
 */
export function boardField(
  boards: readonly BoardSummary[],
  name: string,
  purpose: "sort by" | "show",
): BoardField {
  const summaries = new Set(boards.flatMap(({ summary }) => Object.keys(summary ?? {})));
  if (summaries.has(name)) {
    return { name, valueOf: ({ summary }) => own(summary, name) as SummaryValue ?? null };
  }
  const keys = purpose === "show" ? { ...KEYS, ...SHOWN_ONLY } : KEYS;
  const valueOfKey = Object.hasOwn(keys, name) ? keys[name] : undefined;
  if (valueOfKey !== undefined) return { name, isColumn: true, valueOf: valueOfKey };
  const path = name.replace(/^config\./, "");
  const valueOf = (board: BoardSummary) => configValue(board, path);
  if (boards.length === 0 || boards.some((board) => valueOf(board) !== null)) {
    return { name, valueOf };
  }
  const names = [...summaries, ...Object.keys(keys)];
  const nearest = nearestNames(name, names);
  throw new UsageError(
    `Cannot ${purpose} ${JSON.stringify(name)}: expected ${
      nearest.length > 0
        ? nearest.map((near) => JSON.stringify(near)).join(" or ")
        : `one of ${names.join(", ")}, or a value of the config`
    }`,
  );
}

/**
 * Values of the configs that tell the boards apart: those that most boards have, and not the same. Of
 * very large configs the smallest are compared, so that one of a stranger's holds up no list.
 */
export function differentFields(boards: readonly BoardSummary[]): BoardField[] {
  const summaries = new Set(boards.flatMap(({ summary }) => Object.keys(summary ?? {})));
  const found = new Map<string, { count: number; values: Set<string> }>();
  const compared = fewEnough(boards.map(({ metadata }) => metadata?.config ?? {}));
  for (const config of compared) {
    for (const [path, leaf] of leavesOf(config)) {
      if (typeof leaf === "object" || summaries.has(path)) continue;
      const values = found.get(path) ?? { count: 0, values: new Set() };
      values.count++;
      values.values.add(JSON.stringify(leaf));
      found.set(path, values);
    }
  }
  return [...found]
    .filter(([, { count, values }]) => values.size > 1 && 2 * count > compared.length)
    .slice(0, MAX_DIFFERENT)
    .map(([name]) => ({ name, valueOf: (board) => configValue(board, name) }));
}

/** The smallest of some configs, as many as have few enough leaves together, in their order. */
function fewEnough(configs: readonly Config[]): Config[] {
  const sizes = configs.map((config, index) => ({ index, count: countLeaves(config) }));
  const chosen = new Set<number>();
  let sum = 0;
  for (const { index, count } of sizes.sort((a, b) => a.count - b.count)) {
    sum += count;
    if (sum > MAX_COMPARED) break;
    chosen.add(index);
  }
  return configs.filter((_, index) => chosen.has(index));
}

/** What sorting asks for again and again. */
const leavesByConfig = new WeakMap<object, ReturnType<typeof leavesByPath>>();

function leavesOf(config: Config = {}) {
  const known = leavesByConfig.get(config) ?? leavesByPath(config);
  leavesByConfig.set(config, known);
  return known;
}

function configValue({ metadata }: BoardSummary, path: string): SummaryValue {
  const value = leavesOf(metadata?.config).get(path);
  return value === undefined || typeof value === "object" ? null : value;
}

function own(value: JsonValue, key: string): JsonValue {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject && Object.hasOwn(value, key) ? value[key] : undefined;
}
