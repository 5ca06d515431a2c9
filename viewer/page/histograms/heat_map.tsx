import type { HistogramRowJson } from "../../protocol/api.ts";
import { themeColor } from "../state/theme.ts";
import { type AxesBox, drawAxes } from "./draw_axes.ts";
import { useCanvas } from "./use_canvas.ts";

const HEIGHT = 190;

/** What {@linkcode HeatMap} takes. */
export interface HeatMapProps {
  /** By step, ascending. */
  rows: HistogramRowJson[];
  color: string;
  /** The chosen step. */
  at: number;
  label: string;
  /** Called with the step that was pressed. */
  onStep: (step: number) => void;
}

/** Histograms over the steps: the denser the values, the stronger the colour. */
export function HeatMap({ rows, color, at, label, onStep }: HeatMapProps) {
  const canvas = useCanvas(HEIGHT, (context, width, height) => {
    if (rows.length === 0) return;
    const box = boxOf(rows, width, height);
    drawCells(context, rows, box, color);
    drawAxes(context, box);
    const left = box.left + (at - box.x[0]) / (box.x[1] - box.x[0]) * box.width;
    context.strokeStyle = themeColor("--text");
    context.setLineDash([3, 3]);
    context.strokeRect(left, box.top, 0, box.height);
  }, [rows, color, at]);
  const choose = (event: MouseEvent) => {
    if (rows.length === 0) return;
    const box = boxOf(rows, canvas.current!.clientWidth, HEIGHT);
    const part = (event.offsetX - box.left) / box.width;
    const wanted = box.x[0] + part * (box.x[1] - box.x[0]);
    const nearest = rows.reduce((a, b) =>
      Math.abs(b.step - wanted) < Math.abs(a.step - wanted) ? b : a
    );
    onStep(nearest.step);
  };
  const words = rows.length === 0
    ? "loading"
    : `${rows.length} histograms, steps ${rows[0].step} to ${rows.at(-1)!.step}`;
  return (
    <canvas
      class="heat-map"
      ref={canvas}
      role="img"
      aria-label={`Heat map of ${label}: ${words}`}
      title="Values upwards, steps to the right. Press to choose a step."
      style={{ height: `${HEIGHT}px` }}
      onClick={choose}
    />
  );
}

function boxOf(rows: HistogramRowJson[], width: number, height: number): AxesBox {
  let [low, high] = [Infinity, -Infinity];
  for (const { bins } of rows) {
    if (bins.length === 0) continue;
    low = Math.min(low, bins[0]);
    high = Math.max(high, bins[bins.length - 1]);
  }
  if (!(low < high)) [low, high] = low === high ? [low - 0.5, high + 0.5] : [0, 1];
  const first = rows[0].step;
  const last = rows[rows.length - 1].step;
  return {
    left: 56,
    top: 6,
    width: Math.max(10, width - 66),
    height: height - 30,
    x: first === last ? [first - 0.5, last + 0.5] : [first, last],
    y: [low, high],
  };
}

/** Densities and not counts, so that bins of any width can be compared. */
function drawCells(
  context: CanvasRenderingContext2D,
  rows: HistogramRowJson[],
  { left, top, width, height, x, y }: AxesBox,
  color: string,
): void {
  const toX = (step: number) => left + (step - x[0]) / (x[1] - x[0]) * width;
  const toY = (value: number) => top + (1 - (value - y[0]) / (y[1] - y[0])) * height;
  const densities = rows.map(({ bins, counts, count }) =>
    counts.map((n, i) => n / Math.max(1, count) / (bins[i + 1] - bins[i] || 1))
  );
  // A few narrow peaks must not make all else invisible.
  const sorted = densities.flat().filter((density) => density > 0).sort((a, b) => a - b);
  const strongest = sorted[Math.floor(sorted.length * 0.98)] ?? 1;
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.fillStyle = color;
  rows.forEach(({ step, bins, counts }, i) => {
    const before = i === 0 ? step - (rows[1]?.step ?? step + 1) + step : rows[i - 1].step;
    const after = i === rows.length - 1 ? 2 * step - before : rows[i + 1].step;
    // To the middle between two: whole pixels, so that no seams are seen.
    const from = Math.round(toX((before + step) / 2));
    const to = Math.max(from + 1, Math.round(toX((step + after) / 2)));
    counts.forEach((n, bin) => {
      if (n === 0) return;
      context.globalAlpha = 0.06 + 0.94 * Math.sqrt(Math.min(1, densities[i][bin] / strongest));
      const high = Math.round(toY(bins[bin + 1]));
      context.fillRect(from, high, to - from, Math.max(1, Math.round(toY(bins[bin])) - high));
    });
  });
  context.restore();
}
