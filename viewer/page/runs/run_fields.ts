import type { BoardInfo, Json } from "../../protocol/api.ts";
import { configOf } from "../config/config_leaves.ts";
import { boardTitle } from "../state/store.ts";

/** A value of a run: times are milliseconds since 1970; `null` where there is none. */
export type RunValue = number | string | boolean | string[] | null;

/** How a value is shown. */
export type RunFormat = "text" | "number" | "time" | "duration" | "bytes" | "tags" | "status";

/** Something that runs have: a column, what they are sorted, filtered and grouped by. */
export interface RunField {
  /** How it stands in the address: `name`, `config.lr`, `last:train/loss`. */
  id: string;
  label: string;
  format: RunFormat;
  value: (board: BoardInfo) => RunValue;
}

/** What every run has. */
export const BASE_FIELDS: readonly RunField[] = [
  { id: "name", label: "Name", format: "text", value: boardTitle },
  { id: "status", label: "Status", format: "status", value: (board) => board.status },
  {
    id: "created",
    label: "Started",
    format: "time",
    value: (board) => timeOf(board.createdAt),
  },
  {
    id: "finished",
    label: "Ended",
    format: "time",
    value: (board) => timeOf(board.finishedAt),
  },
  { id: "duration", label: "Duration", format: "duration", value: durationOf },
  { id: "steps", label: "Steps", format: "number", value: (board) => board.counts?.steps ?? null },
  {
    id: "metrics",
    label: "Metrics",
    format: "number",
    value: (board) => board.counts?.metrics ?? null,
  },
  { id: "size", label: "Size", format: "bytes", value: (board) => board.sizeBytes },
  { id: "tags", label: "Tags", format: "tags", value: (board) => board.annotations.tags },
  {
    id: "notes",
    label: "Notes",
    format: "text",
    value: (board) => board.annotations.notes ?? null,
  },
  {
    id: "backend",
    label: "Backend",
    format: "text",
    value: (board) => board.metadata?.backend ?? null,
  },
  { id: "id", label: "Id", format: "text", value: (board) => board.boardId },
];

/** What a column of a metric can show of it. */
export const METRIC_KINDS = ["last", "min", "max"] as const;

/** A field by its id; `undefined` where no run could have it. */
export function fieldOf(id: string): RunField | undefined {
  const base = BASE_FIELDS.find((field) => field.id === id);
  if (base) return base;
  if (id.startsWith("config.")) {
    const path = id.slice("config.".length);
    return { id, label: path, format: "text", value: (board) => configValue(board, path) };
  }
  const [kind, metric] = [id.slice(0, id.indexOf(":")), id.slice(id.indexOf(":") + 1)];
  if (!METRIC_KINDS.some((known) => known === kind)) return undefined;
  const label = kind === "last" ? metric : `${metric} (${kind})`;
  return {
    id,
    label,
    format: "number",
    value: (board) => metricValue(board, metric, kind as (typeof METRIC_KINDS)[number]),
  };
}

/** The paths of all values that the configs of some runs have. */
export function configPaths(boards: readonly BoardInfo[]): string[] {
  return [...configValues(boards).keys()];
}

/** Those of which some runs have another value than others. */
export function differingPaths(boards: readonly BoardInfo[]): string[] {
  return [...configValues(boards)].filter(([, values]) => values.size > 1).map(([path]) => path);
}

/** All values of each path, as JSON. */
function configValues(boards: readonly BoardInfo[]): Map<string, Set<string>> {
  const seen = new Map<string, Set<string>>();
  for (const board of boards) {
    for (const [path, value] of configLeaves(board)) {
      const values = seen.get(path);
      if (values) values.add(JSON.stringify(value));
      else seen.set(path, new Set([JSON.stringify(value)]));
    }
  }
  return seen;
}

/** The names of all metrics of some runs, those that most runs have first. */
export function metricNames(boards: readonly BoardInfo[]): string[] {
  const counts = new Map<string, number>();
  for (const { metricNames } of boards) {
    for (const name of metricNames) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

/** How long a run took, or takes until now, in milliseconds; `null` where nobody knows. */
export function durationOf(board: BoardInfo): number | null {
  const start = timeOf(board.createdAt);
  const end = board.live ? Date.now() : timeOf(board.finishedAt);
  return start === null || end === null ? null : end - start;
}

const leaves = new WeakMap<object, Map<string, Json>>();

function configLeaves(board: BoardInfo): Map<string, Json> {
  const key = board.metadata;
  if (key === null) return new Map();
  let known = leaves.get(key);
  if (!known) leaves.set(key, known = configOf(board));
  return known;
}

function configValue(board: BoardInfo, path: string): RunValue {
  const value = configLeaves(board).get(path);
  if (value === undefined || value === null) return null;
  return typeof value === "object" ? JSON.stringify(value) : value;
}

function metricValue(
  { last, best }: BoardInfo,
  metric: string,
  kind: (typeof METRIC_KINDS)[number],
): RunValue {
  if (kind !== "last") return Object.hasOwn(best, metric) ? best[metric][kind] : null;
  const value = Object.hasOwn(last, metric) ? last[metric] : null;
  // A number that JSON does not have comes as its name.
  return typeof value === "string" && Object.hasOwn(best, metric) ? Number(value) : value;
}

function timeOf(text: string | null): number | null {
  const time = text === null ? NaN : Date.parse(text);
  return Number.isNaN(time) ? null : time;
}
