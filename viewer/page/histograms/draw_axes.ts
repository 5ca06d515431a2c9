import { themeColor } from "../state/theme.ts";
import { axisScale } from "../values/axis_scale.ts";
import { numberTicks } from "../values/number_ticks.ts";

/** The area inside the axes, in pixels, and the values at its edges. */
export interface AxesBox {
  left: number;
  top: number;
  width: number;
  height: number;
  x: [min: number, max: number];
  y: [min: number, max: number];
}

/** Draws the frame of an area, and the tick labels of both axes around it. */
export function drawAxes(context: CanvasRenderingContext2D, box: AxesBox): void {
  const { left, top, width, height, x, y } = box;
  context.font = "11px system-ui, sans-serif";
  context.fillStyle = themeColor("--muted");
  context.strokeStyle = themeColor("--line");
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, top + 0.5, width - 1, height - 1);

  context.textAlign = "center";
  context.textBaseline = "top";
  for (const { fraction, label } of labels(x, width / 70)) {
    context.fillText(label, left + fraction * width, top + height + 6);
  }
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const { fraction, label } of labels(y, height / 40)) {
    context.fillText(label, left - 6, top + (1 - fraction) * height);
  }
}

/** The tick labels of an axis, with their positions from 0 to 1. */
function labels(
  [min, max]: readonly [number, number],
  maxCount: number,
): { fraction: number; label: string }[] {
  const { ticks, labels } = numberTicks(min, max, maxCount);
  const { place } = axisScale(min, max);
  return ticks.map((tick, i) => ({
    fraction: min < max ? place(tick) : 0,
    label: labels[i] ?? "",
  }));
}
