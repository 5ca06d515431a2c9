import { runDuration } from "../../../../format/run_duration.ts";
import type { BoardInfo } from "../../../protocol/api.ts";
import { boardTitle } from "../../state/board_title.ts";
import { configLeaves, type JsonLeaves } from "../../state/config_leaves.ts";

/** A value of a run: times are milliseconds since 1970; `null` if the run has none. */
export type RunValue = number | string | boolean | string[] | null;

/** How a value is shown. */
export type RunFormat = "text" | "number" | "time" | "duration" | "bytes" | "tags" | "status";

/** A field of runs: they have a column for it, and can be sorted, filtered and grouped by it. */
export interface RunField {
  /** Its id in the address: `name`, `config.lr`, `last:train/loss`. */
  id: string;
  label: string;
  format: RunFormat;
  value: (board: BoardInfo) => RunValue;
}

/** The field by which the list of runs shows when a run started. */
export const CREATED: RunField = {
  id: "created",
  label: "Started",
  format: "time",
  value: (board) => timeOf(board.createdAt),
};

/** The fields that all runs have. */
export const BASE_FIELDS: readonly RunField[] = [
  { id: "name", label: "Name", format: "text", value: boardTitle },
  { id: "status", label: "Status", format: "status", value: (board) => board.status },
  { id: "reason", label: "Reason", format: "text", value: (board) => board.reason ?? null },
  CREATED,
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
    id: "group",
    label: "Group",
    format: "text",
    value: (board) => board.annotations.group ?? null,
  },
  { id: "rank", label: "Rank", format: "number", value: (board) => board.metadata?.rank ?? null },
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

/** The values of a metric that have fields: its last, its least and its greatest. */
export const METRIC_KINDS = ["last", "min", "max"] as const;
type MetricKind = (typeof METRIC_KINDS)[number];

/** The field with this id; `undefined` if there is no such field. */
export function fieldOf(id: string): RunField | undefined {
  const base = BASE_FIELDS.find((field) => field.id === id);
  if (base) return base;
  if (id.startsWith("config.")) {
    const path = id.slice("config.".length);
    return { id, label: path, format: "text", value: (board) => configValue(board, path) };
  }
  if (id.startsWith("summary:")) {
    const label = id.slice("summary:".length);
    return { id, label, format: "number", value: (board) => summaryValue(board, label) };
  }
  const kind = METRIC_KINDS.find((kind) => id.startsWith(`${kind}:`));
  if (!kind) return undefined;
  const metric = id.slice(kind.length + 1);
  const label = kind === "last" ? metric : `${metric} (${kind})`;
  return { id, label, format: "number", value: (board) => metricValue(board, metric, kind) };
}

/** The paths of all values in the configs of some runs. */
export function configPaths(boards: readonly BoardInfo[]): string[] {
  return [...configValues(boards).keys()];
}

/** The paths at which some runs that have a value have different values, those of the most runs first. */
export function differingPaths(boards: readonly BoardInfo[]): string[] {
  return [...configValues(boards)]
    .filter(([, { values }]) => values.size > 1)
    .sort(([, a], [, b]) => b.count - a.count)
    .map(([path]) => path);
}

/** The different values at each path, as JSON, and how many runs have one. */
function configValues(
  boards: readonly BoardInfo[],
): Map<string, { values: Set<string>; count: number }> {
  const seen = new Map<string, { values: Set<string>; count: number }>();
  for (const board of boards) {
    for (const [path, value] of cachedLeaves(board)) {
      const found = seen.get(path) ?? { values: new Set(), count: 0 };
      found.values.add(JSON.stringify(value));
      found.count++;
      seen.set(path, found);
    }
  }
  return seen;
}

/** The names of all metrics of some runs, those of the most runs first. */
export function metricNames(boards: readonly BoardInfo[]): string[] {
  return mostFirst(boards.map(({ metricNames }) => metricNames));
}

function mostFirst(lists: readonly (readonly string[])[]): string[] {
  const counts = new Map<string, number>();
  for (const names of lists) {
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

/** The names of what counts for some runs as a whole, those of the most runs first. */
export function summaryNames(boards: readonly BoardInfo[]): string[] {
  return mostFirst(boards.map(({ summary = {} }) => Object.keys(summary)));
}

/** How long a run took, or has taken so far, in milliseconds; `null` if that is unknown. */
function durationOf(board: BoardInfo): number | null {
  const end = board.live ? Date.now() : timeOf(board.finishedAt);
  return runDuration(timeOf(board.createdAt), end, board.metadata);
}

/** By metadata: sorting and filtering read the config of each run many times. */
const leavesByMetadata = new WeakMap<object, JsonLeaves>();

function cachedLeaves(board: BoardInfo): JsonLeaves {
  const key = board.metadata;
  if (key === null) return new Map();
  let known = leavesByMetadata.get(key);
  if (!known) leavesByMetadata.set(key, known = configLeaves(board));
  return known;
}

function configValue(board: BoardInfo, path: string): RunValue {
  const value = cachedLeaves(board).get(path);
  if (value === undefined || value === null) return null;
  return typeof value === "object" ? JSON.stringify(value) : value;
}

function metricValue({ last, best }: BoardInfo, metric: string, kind: MetricKind): RunValue {
  const extremes = Object.hasOwn(best, metric) ? best[metric] : undefined;
  if (kind !== "last") return extremes?.[kind] ?? null;
  const value = Object.hasOwn(last, metric) ? last[metric] ?? null : null;
  // JSON cannot hold NaN and ±Infinity: they come as strings of these names.
  return typeof value === "string" && extremes ? Number(value) : value;
}

function summaryValue({ summary = {} }: BoardInfo, name: string): RunValue {
  const value = Object.hasOwn(summary, name) ? summary[name] ?? null : null;
  // As those of metrics.
  return value === "NaN" || value === "Infinity" || value === "-Infinity" ? Number(value) : value;
}

function timeOf(text: string | null): number | null {
  const time = text === null ? NaN : Date.parse(text);
  return Number.isNaN(time) ? null : time;
}
