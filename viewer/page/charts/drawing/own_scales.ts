import { axisScale } from "../../values/axis_scale.ts";
import type { ChartLine } from "./chart_scene.ts";

/** Metrics of which one would have a lesser part of a shared axis than this have scales of their own. */
const MIN_SHARE = 0.05;

/** The range of a metric's values in view. */
export type MetricRange = readonly [low: number, high: number];

/**
 * Whether the metrics of a chart are of so different sizes that on one axis some would be flat. One
 * that is constant is flat on any axis.
 */
export function needOwnScales(ranges: Iterable<MetricRange>): boolean {
  const all = [...ranges];
  // Not max - min: the difference of two finite numbers can be infinite.
  const whole = Math.max(...all.map(([, high]) => high / 2)) -
    Math.min(...all.map(([low]) => low / 2));
  const spans = all.map(([low, high]) => high / 2 - low / 2).filter((span) => span > 0);
  return spans.some((span) => span < whole * MIN_SHARE);
}

/** Lines on scales from 0 to 1, the range of their metric; they keep what was logged. */
export function placeOnOwnScales(
  lines: readonly ChartLine[],
  ranges: ReadonlyMap<string | undefined, MetricRange>,
): ChartLine[] {
  return lines.map((line) => {
    const range = ranges.get(line.metric);
    if (range === undefined) return line;
    const { place } = axisScale(...range);
    // What is not finite stays what it is.
    const toPlace = (value: number) => Number.isFinite(value) ? place(value) : value;
    const { points, smoothed, band } = line;
    const y = points.y.map(toPlace);
    return {
      ...line,
      points: { ...points, y },
      smoothed: smoothed === points.y ? y : smoothed.map(toPlace),
      ...(band && { band: { ...band, low: band.low.map(toPlace), high: band.high.map(toPlace) } }),
      logged: { y: points.y, smoothed, band },
      limits: line.limits && [place(line.limits[0]), place(line.limits[1])],
    };
  });
}
