import type { BoardInfo } from "../../../protocol/api.ts";

/** A metric of some runs. */
export interface MetricEntry {
  name: string;
  /** What it holds; where runs do not agree, what most can be drawn with. */
  type: "number" | "boolean" | "string";
  /** The runs that have it. */
  boards: BoardInfo[];
}

/** All metrics of some runs, in the order in which the first run that has one began to log it. */
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
    // Texts have no place on an axis of numbers.
    entry.boards = entry.boards.filter((board) => typeOf(board, entry.name) !== "string");
  }
  return [...entries.values()];
}

/** The names of metrics that are numbers, of all of some runs. */
export function numberMetrics(boards: readonly BoardInfo[]): string[] {
  return listMetrics(boards).filter(({ type }) => type === "number").map(({ name }) => name);
}

/** The part before the last slash: what metrics are grouped by. */
export function groupOf(metric: string): string {
  return metric.slice(0, Math.max(0, metric.lastIndexOf("/")));
}

/** The part after the last slash; all of it where that is empty. */
export function shortName(metric: string): string {
  return metric.slice(metric.lastIndexOf("/") + 1) || metric;
}

function typeOf(board: BoardInfo, name: string): MetricEntry["type"] {
  if (Object.hasOwn(board.best, name)) return "number";
  return typeof board.last[name] === "boolean" ? "boolean" : "string";
}
