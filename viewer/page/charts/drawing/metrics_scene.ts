import type { YScales } from "../settings/y_scales.ts";
import { type ChartLine, type ChartScene, makeScene } from "./chart_scene.ts";
import { type MetricRange, needOwnScales, placeOnOwnScales } from "./own_scales.ts";

/** How the lines of a chart are placed. */
export interface Placing {
  /** The range of the x axis; `null` is the extent of the lines. */
  range: readonly [number, number] | null;
  /** The range of the y axis; `null` is the extent of the visible points. */
  yRange: readonly [number, number] | null;
  log: boolean;
  logX: boolean;
  /** What the reader has chosen for several metrics; `undefined` if nothing. */
  scales: YScales | undefined;
}

/** What a chart draws of its lines, and the range of each metric that has a scale of its own. */
export interface MetricsScene {
  scene: ChartScene;
  ranges: ReadonlyMap<string | undefined, MetricRange> | null;
}

/** What is drawn of the lines of one metric or several: where it must be, each on a scale of its own. */
export function metricsScene(
  lines: ChartLine[],
  { range, yRange, log, logX, scales }: Placing,
): MetricsScene {
  const byMetric = Map.groupBy(lines, ({ metric }) => metric);
  const shared = () => ({ scene: makeScene(lines, range, yRange, log, logX), ranges: null });
  // A logarithmic axis has room for all sizes.
  if (byMetric.size < 2 || log || scales === "shared") return shared();
  const scenes = [...byMetric].map(([metric, own]) =>
    [metric, makeScene(own, range, null, false, logX)] as const
  );
  const ranges = new Map(scenes.map(([metric, { y }]) => [metric, y]));
  if (scales === undefined && !needOwnScales(ranges.values())) return shared();
  const placed = placeOnOwnScales(lines, ranges);
  const scene = makeScene(placed, range, yRange ?? [0, 1], false, logX);
  // The range from 0 to 1 is what the rule has left of each metric.
  const outliers = yRange === null
    ? scenes.reduce((sum, [, own]) => sum + own.outliers, 0)
    : scene.outliers;
  return { scene: { ...scene, outliers, hasOwnScales: true }, ranges };
}
