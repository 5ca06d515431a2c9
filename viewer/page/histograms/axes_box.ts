import { axisScale } from "../values/axis_scale.ts";
import type { AxisTicks } from "../values/axis_ticks.ts";
import { fitTicks } from "../values/fit_ticks.ts";
import { labelWidth } from "../values/label_width.ts";
import { numberTicks } from "../values/number_ticks.ts";
import { stepTicks } from "../values/step_ticks.ts";

/** The room beside the area of the cells, in pixels. */
const [TOP, RIGHT, BOTTOM, LEAST_LEFT] = [6, 10, 24, 46];
/** The least distance of two labels, and that of a label from the area, in pixels. */
const [GAP, LABEL_GAP] = [12, 6];

/** A label of an axis. */
export interface AxisLabel {
  text: string;
  /** Of the x axis, the middle of the label from the left; of the y axis, from the top. */
  at: number;
}

/** The area inside the axes, in pixels, the labels around it, and where its values are. */
export interface AxesBox {
  left: number;
  top: number;
  width: number;
  height: number;
  xLabels: AxisLabel[];
  yLabels: AxisLabel[];
  toX(value: number): number;
  toY(value: number): number;
  /** The value at a place, in pixels from the left. */
  xAt(pixels: number): number;
}

/** The values at the edges of the area, of which the first is the lesser. */
export interface AxesRange {
  x: readonly [min: number, max: number];
  y: readonly [min: number, max: number];
  /** Whether x counts: its ticks are whole numbers then. */
  hasSteps?: boolean;
}

/** The axes of a canvas, with all labels within it, whatever the values are. */
export function axesBox(canvasWidth: number, canvasHeight: number, range: AxesRange): AxesBox {
  const { x, y, hasSteps = false } = range;
  const [xScale, yScale] = [axisScale(...x), axisScale(...y)];
  const height = canvasHeight - TOP - BOTTOM;
  const yTicks = fitTicks((count) => numberTicks(...y, count), yScale.place, height, () => GAP, 40);
  const left = Math.max(LEAST_LEFT, ...yTicks.labels.map((text) => labelWidth(text) + LABEL_GAP));
  const width = Math.max(10, canvasWidth - left - RIGHT);
  const sizeOf = (text: string) => labelWidth(text) + GAP;
  const xTicks = fitTicks(
    (count) => hasSteps ? stepTicks(...x, count) : numberTicks(...x, count),
    xScale.place,
    width,
    sizeOf,
    70,
  );
  const toX = (value: number) => left + xScale.place(value) * width;
  const toY = (value: number) => TOP + (1 - yScale.place(value)) * height;
  return {
    left,
    top: TOP,
    width,
    height,
    // A label at the end of the axis is moved into the canvas.
    xLabels: labelsOf(xTicks, (tick, text) => {
      const half = labelWidth(text) / 2;
      return Math.max(half, Math.min(toX(tick), canvasWidth - half));
    }),
    yLabels: labelsOf(yTicks, toY),
    toX,
    toY,
    xAt: (pixels) => xScale.valueAt((pixels - left) / width),
  };
}

function labelsOf({ ticks, labels }: AxisTicks, at: (tick: number, text: string) => number) {
  return labels.map((text, i) => ({ text, at: at(ticks[i]!, text) }));
}
