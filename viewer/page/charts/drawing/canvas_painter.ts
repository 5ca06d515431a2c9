import type { LinePainter, PlotBox } from "./draw_lines.ts";

/** Paints lines on a canvas, clipped to a box. Call it between `save()` and `restore()`. */
export function canvasPainter(context: CanvasRenderingContext2D, box: PlotBox): LinePainter {
  context.beginPath();
  context.rect(box.left, box.top, box.width, box.height);
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
    dot(left, top, radius, color, opacity) {
      context.globalAlpha = opacity;
      context.fillStyle = color;
      context.beginPath();
      context.arc(left, top, radius, 0, 2 * Math.PI);
      context.fill();
    },
  };
}
