import type { LinePainter, PlotBox } from "./draw_lines.ts";

/** How far a line on the border of the box reaches beyond it, in pixels of a canvas. */
const BORDER = 2;

/**
 * Paints lines on a canvas, clipped to a box. Call it between `save()` and `restore()`.
 *
 * @param textColor The colour of what it writes.
 */
export function canvasPainter(
  context: CanvasRenderingContext2D,
  box: PlotBox,
  textColor: string,
): LinePainter {
  context.beginPath();
  context.rect(box.left, box.top - BORDER, box.width, box.height + 2 * BORDER);
  context.clip();
  context.lineJoin = "round";
  context.lineCap = "round";
  return {
    stroke(trace, color, width, opacity, dash = []) {
      context.globalAlpha = opacity;
      context.strokeStyle = color;
      context.lineWidth = width;
      context.setLineDash([...dash]);
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
    text(left, bottom, text, size) {
      context.globalAlpha = 1;
      context.fillStyle = textColor;
      context.font = `${size}px system-ui, sans-serif`;
      context.textAlign = "center";
      context.textBaseline = "alphabetic";
      context.fillText(text, left, bottom);
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
