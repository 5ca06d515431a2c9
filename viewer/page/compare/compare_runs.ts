import type { BoardInfo, Json } from "../../protocol/api.ts";
import { configOf } from "../config/config_leaves.ts";

/** Which of a metric's values is its best. */
export type BestKind = "min" | "max";

/** A run, as it is compared. */
export interface ComparedRun {
  /** The run. */
  board: BoardInfo;
  /** Its config by path. */
  config: Map<string, Json>;
  /** Its best value; `null` where it has none. */
  best: number | null;
}

/** The metrics that can be compared: numbers that some run has, those that most have first. */
export function comparableMetrics(boards: readonly BoardInfo[]): string[] {
  const counts = new Map<string, number>();
  for (const { best } of boards) {
    for (const [name, { min }] of Object.entries(best)) {
      if (min !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name);
}

/** The metric that a run is most likely judged by. */
export function likelyMetric(names: readonly string[]): string | undefined {
  return names.find((name) => /val|eval|test/i.test(name) && /acc|loss|f1|auc/i.test(name)) ??
    names.find((name) => /acc|loss|score|reward/i.test(name)) ?? names[0];
}

/** What a metric's name says about its best value. */
export function likelyBest(metric: string): BestKind {
  return /loss|err|mse|mae|perplex|ppl|nll|fid|wer|time|latency/i.test(metric) ? "min" : "max";
}

/** The runs with their config and their best value. */
export function compareRuns(
  boards: readonly BoardInfo[],
  metric: string,
  kind: BestKind,
): ComparedRun[] {
  return boards.map((board) => ({
    board,
    config: configOf(board),
    best: board.best[metric]?.[kind] ?? null,
  }));
}

/** The paths at which the configs differ; where they do not, all. */
export function differingPaths(runs: readonly ComparedRun[]): string[] {
  const paths = [...new Set(runs.flatMap(({ config }) => [...config.keys()]))];
  const differing = paths.filter((path) =>
    new Set(runs.map(({ config }) => JSON.stringify(config.get(path)))).size > 1
  );
  return differing.length > 0 ? differing : paths;
}
