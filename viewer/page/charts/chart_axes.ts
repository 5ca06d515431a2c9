import type { AxisTicks } from "../values/axis_ticks.ts";
import { durationTicks } from "../values/duration_ticks.ts";
import { fitTicks } from "../values/fit_ticks.ts";
import { labelWidth } from "../values/label_width.ts";
import { logNumberTicks } from "../values/log_number_ticks.ts";
import { numberTicks } from "../values/number_ticks.ts";
import { stepTicks } from "../values/step_ticks.ts";
import { timeTicks } from "../values/time_ticks.ts";
import { barPlaces, isBar } from "./drawing/bar_places.ts";
import { formatX } from "./drawing/format_x.ts";
import { type ChartScene, scaleX, scaleY } from "./drawing/chart_scene.ts";
import type { XKind } from "./settings/chart_settings.ts";

/** The ticks of an axis that is drawn, at places from 0 to 1. */
export interface DrawnTicks {
  places: number[];
  labels: string[];
}

/** The least distance of two labels, in pixels. */
const GAP = 12;

/** The ticks of the x axis of a chart. */
export function xAxisTicks(scene: ChartScene, kind: XKind, pixels: number): DrawnTicks {
  const [min, max] = scene.x;
  const { place } = scaleX(scene);
  const [at, ...others] = new Set(barPlaces(scene).map(({ line }) => line.points.x[0]));
  if (at !== undefined && others.length === 0 && scene.lines.every(isBar)) {
    // Between bars of one x there is nothing to be read.
    return drawn({ ticks: [at], labels: [formatX(at, kind)] }, place);
  }
  const sizeOf = (label: string) => labelWidth(label) + GAP;
  return drawn(
    fitTicks(
      (count) => ticksOfX(kind, min, max, count, scene.logX),
      place,
      pixels,
      sizeOf,
      44,
    ),
    place,
  );
}

/** The ticks of the y axis of a chart. */
export function yAxisTicks(scene: ChartScene, isBoolean: boolean, pixels: number): DrawnTicks {
  const [min, max] = scene.y;
  const { place } = scaleY(scene);
  if (scene.hasOwnScales) {
    // Each metric has its own numbers, which the legend names.
    return drawn({ ticks: [0, 0.25, 0.5, 0.75, 1], labels: ["", "", "", "", ""] }, place);
  }
  if (isBoolean) {
    const ticks = [0, 1].filter((tick) => tick >= min && tick <= max);
    return drawn({ ticks, labels: ticks.map((tick) => String(tick === 1)) }, place);
  }
  const make = (count: number) =>
    scene.log ? logNumberTicks(min, max, count) : numberTicks(min, max, count);
  return drawn(fitTicks(make, place, pixels, () => GAP, 34), place);
}

function ticksOfX(
  kind: XKind,
  min: number,
  max: number,
  count: number,
  isLog: boolean,
): AxisTicks {
  switch (kind) {
    case "relative":
      return durationTicks(min, max, count);
    case "clock":
      return timeTicks(min, max, count);
    case "step":
    case "global":
      return stepTicks(min, max, count, isLog);
    default:
      return (isLog ? logNumberTicks : numberTicks)(min, max, count);
  }
}

function drawn({ ticks, labels }: AxisTicks, place: (value: number) => number): DrawnTicks {
  return { places: ticks.map(place), labels };
}
