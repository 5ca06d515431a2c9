import { themeColor } from "../state/theme.ts";
import type { AxesBox } from "./axes_box.ts";

/** Draws the frame of an area, and the tick labels of both axes around it. */
export function drawAxes(context: CanvasRenderingContext2D, box: AxesBox): void {
  const { left, top, width, height, xLabels, yLabels } = box;
  context.font = "11px system-ui, sans-serif";
  context.fillStyle = themeColor("--muted");
  context.strokeStyle = themeColor("--line");
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, top + 0.5, width - 1, height - 1);

  context.textAlign = "center";
  context.textBaseline = "top";
  for (const { text, at } of xLabels) context.fillText(text, at, top + height + 6);
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const { text, at } of yLabels) context.fillText(text, left - 6, at);
}
