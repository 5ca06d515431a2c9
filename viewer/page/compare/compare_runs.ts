import type { BoardInfo, Json } from "../../protocol/api.ts";
import { configLeaves } from "../state/config_leaves.ts";

/** Whether the lowest or the highest value of a metric is the best. */
export type BestKind = "min" | "max";

/** A run with the values that are compared. */
export interface ComparedRun {
  board: BoardInfo;
  /** The values of its config, by path. */
  config: Map<string, Json>;
  /** The best value of the metric; `null` if it has none. */
  best: number | null;
}

/** The numeric metrics that can be compared, those of the most runs first. */
export function comparableMetrics(boards: readonly BoardInfo[]): string[] {
  const counts = new Map<string, number>();
  for (const { best } of boards) {
    for (const [name, { min }] of Object.entries(best)) {
      if (min !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name);
}

/** The metrics of which the scripts of some runs say that the lowest or highest value counts. */
export function chosenBy(
  boards: readonly BoardInfo[],
  metrics: readonly string[],
): Map<string, BestKind> {
  const rules = boards.flatMap(({ metadata }) => Object.entries(metadata?.summary ?? {}));
  return new Map(
    rules.flatMap(([name, rule]) =>
      (rule === "min" || rule === "max") && metrics.includes(name) ? [[name, rule]] : []
    ),
  );
}

/** Guesses from their names which of some metrics runs are judged by. */
export function likelyMetric(names: readonly string[]): string | undefined {
  return names.find((name) => /val|eval|test/i.test(name) && /acc|loss|f1|auc/i.test(name)) ??
    names.find((name) => /acc|loss|score|reward/i.test(name)) ?? names[0];
}

/** Guesses from a metric's name whether its lowest or its highest value is the best. */
export function likelyBest(metric: string): BestKind {
  return /loss|err|mse|mae|perplex|ppl|nll|fid|wer|time|latency/i.test(metric) ? "min" : "max";
}

/** Collects the config and the best value of each run. */
export function compareRuns(
  boards: readonly BoardInfo[],
  metric: string,
  kind: BestKind,
): ComparedRun[] {
  return boards.map((board) => ({
    board,
    config: configLeaves(board),
    best: board.best[metric]?.[kind] ?? null,
  }));
}

/**
 * The paths to compare: those at which the configs of the runs differ, where a
 * missing value is a difference too. All paths, if the configs are equal.
 */
export function comparedPaths(runs: readonly ComparedRun[]): string[] {
  const paths = [...new Set(runs.flatMap(({ config }) => [...config.keys()]))];
  const differing = paths.filter((path) =>
    new Set(runs.map(({ config }) => JSON.stringify(config.get(path)))).size > 1
  );
  return differing.length > 0 ? differing : paths;
}
