import { lookAlikes } from "../../../../format/look_alikes.ts";
import type { BoardInfo } from "../../../protocol/api.ts";

/** A metric of some runs. */
export interface MetricEntry {
  name: string;
  /** How it is written, where it would look like another one. */
  title?: string;
  /** The type of its values; if runs disagree, the one that a chart can show: numbers first. */
  type: "number" | "boolean" | "string";
  /** The runs that have it. */
  boards: BoardInfo[];
  /** Of numbers: how many runs are left out, as they have texts of that name. */
  textRuns?: number;
  /** The metrics that are drawn in the same chart. */
  others?: MetricEntry[];
}

/** The metrics of some runs, in the order in which the first run with each began to log it. */
export function listMetrics(boards: readonly BoardInfo[]): MetricEntry[] {
  const entries = new Map<string, MetricEntry>();
  for (const board of boards) {
    for (const name of board.metricNames) {
      const type = typeOf(board, name);
      const entry = entries.get(name);
      if (!entry) entries.set(name, { name, type, boards: [board] });
      else {
        entry.boards.push(board);
        if (entry.type === "string" || type === "number") entry.type = type;
      }
    }
  }
  for (const entry of entries.values()) {
    if (entry.type === "string") continue;
    // A numeric axis cannot show texts.
    const numeric = entry.boards.filter((board) => typeOf(board, entry.name) !== "string");
    if (numeric.length < entry.boards.length) entry.textRuns = entry.boards.length - numeric.length;
    entry.boards = numeric;
  }
  for (const [name, title] of lookAlikes(entries.keys())) entries.get(name)!.title = title;
  return [...entries.values()];
}

/** The runs that have any of the metrics of a chart. */
export function boardsOf({ boards, others = [] }: MetricEntry): BoardInfo[] {
  return [...new Set([boards, ...others.map(({ boards }) => boards)].flat())];
}

/** The names of the numeric metrics of some runs. */
export function numberMetrics(boards: readonly BoardInfo[]): string[] {
  return listMetrics(boards).filter(({ type }) => type === "number").map(({ name }) => name);
}

/** The names of all metrics of a chart. */
export function chartTitle(entry: MetricEntry): string {
  const { others = [] } = entry;
  return [entry, ...others].map(({ name, title = name }) => title).join(", ");
}

/** Whether a run has a metric that can be an axis. */
export function hasNumbers(board: BoardInfo, metric: string): boolean {
  return board.metricNames.includes(metric) && typeOf(board, metric) !== "string";
}

/** The group of a metric: the part of its name before the last slash. */
export function groupOf(metric: string): string {
  return metric.slice(0, Math.max(0, metric.lastIndexOf("/")));
}

/**
 * How a metric is called within its group: the part of its name after the last slash. The whole name
 * if that is empty, and where there is no group: `/loss` is not `loss`.
 */
export function shortName(metric: string): string {
  return groupOf(metric) === "" ? metric : metric.slice(metric.lastIndexOf("/") + 1) || metric;
}

function typeOf(board: BoardInfo, name: string): MetricEntry["type"] {
  if (Object.hasOwn(board.best, name)) return "number";
  return typeof board.last[name] === "boolean" ? "boolean" : "string";
}
