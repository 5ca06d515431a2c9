import { formatTicks } from "../charts/drawing/format_axis.ts";
import { themeColor } from "../state/theme.ts";
import { niceTicks } from "../ui/nice_ticks.ts";

/** The box inside the axes, in pixels, and the values at its edges. */
export interface AxesBox {
  left: number;
  top: number;
  width: number;
  height: number;
  x: [min: number, max: number];
  y: [min: number, max: number];
}

/** Draws the ticks and labels of both axes around a box. */
export function drawAxes(context: CanvasRenderingContext2D, box: AxesBox): void {
  const { left, top, width, height, x, y } = box;
  context.font = "11px system-ui, sans-serif";
  context.fillStyle = themeColor("--muted");
  context.strokeStyle = themeColor("--line");
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, top + 0.5, width - 1, height - 1);

  const across = niceTicks(...x, width / 70);
  context.textAlign = "center";
  context.textBaseline = "top";
  formatTicks(across.ticks, across.step).forEach((text, i) => {
    const part = (across.ticks[i] - x[0]) / (x[1] - x[0] || 1);
    context.fillText(text, left + part * width, top + height + 6);
  });

  const up = niceTicks(...y, height / 40);
  context.textAlign = "right";
  context.textBaseline = "middle";
  formatTicks(up.ticks, up.step).forEach((text, i) => {
    const part = (up.ticks[i] - y[0]) / (y[1] - y[0] || 1);
    context.fillText(text, left - 6, top + (1 - part) * height);
  });
}
