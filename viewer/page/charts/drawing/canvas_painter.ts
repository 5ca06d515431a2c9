import type { LinePainter, PlotBox } from "./draw_lines.ts";

/** How far a line on the border of the box reaches beyond it, in pixels of a canvas. */
const BORDER = 2;

/** Paints lines on a canvas, clipped to a box. Call it between `save()` and `restore()`. */
export function canvasPainter(context: CanvasRenderingContext2D, box: PlotBox): LinePainter {
  context.beginPath();
  context.rect(box.left, box.top - BORDER, box.width, box.height + 2 * BORDER);
  context.clip();
  context.lineJoin = "round";
  context.lineCap = "round";
  return {
    stroke(trace, color, width, opacity) {
      context.globalAlpha = opacity;
      context.strokeStyle = color;
      context.lineWidth = width;
      context.beginPath();
      trace(context);
      context.stroke();
    },
    fill(trace, color, opacity) {
      context.globalAlpha = opacity;
      context.fillStyle = color;
      context.beginPath();
      trace(context);
      context.fill();
    },
    dot(left, top, radius, color, opacity) {
      context.globalAlpha = opacity;
      context.fillStyle = color;
      context.beginPath();
      context.arc(left, top, radius, 0, 2 * Math.PI);
      context.fill();
    },
  };
}
