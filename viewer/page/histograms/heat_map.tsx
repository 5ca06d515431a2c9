import type { HistogramRowJson } from "../../protocol/api.ts";
import { themeColor } from "../state/theme.ts";
import { type AxesBox, drawAxes } from "./draw_axes.ts";
import { useCanvas } from "./use_canvas.ts";

const HEIGHT = 190;

/** Props of {@linkcode HeatMap}. */
export interface HeatMapProps {
  /** Histograms by step, ascending. */
  rows: HistogramRowJson[];
  color: string;
  /** The selected step. */
  at: number;
  /** The name under which the histograms were logged. */
  label: string;
  /** Called with the step that the reader selects. */
  onStep: (step: number) => void;
}

/** Histograms over all steps: the colour is stronger where more values are. */
export function HeatMap({ rows, color, at, label, onStep }: HeatMapProps) {
  const [first] = rows;
  const last = rows.at(-1);
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
  const choose = ({ offsetX, currentTarget }: MouseEvent) => {
    if (rows.length === 0) return;
    const box = boxOf(rows, (currentTarget as HTMLElement).clientWidth, HEIGHT);
    const fraction = (offsetX - box.left) / box.width;
    const wanted = box.x[0] + fraction * (box.x[1] - box.x[0]);
    const nearest = rows.reduce((a, b) =>
      Math.abs(b.step - wanted) < Math.abs(a.step - wanted) ? b : a
    );
    onStep(nearest.step);
  };
  const content = first && last
    ? `${rows.length} histograms, steps ${first.step} to ${last.step}`
    : "loading";
  return (
    <canvas
      class="heat-map"
      ref={canvas}
      role="img"
      aria-label={`Heat map of ${label}: ${content}`}
      title="Values on the y axis, steps on the x axis. Click to select a step."
      style={{ height: `${HEIGHT}px` }}
      onClick={choose}
    />
  );
}

/** The area of the cells, with the extents of the steps and of the values. */
function boxOf(rows: HistogramRowJson[], width: number, height: number): AxesBox {
  let [low, high] = [Infinity, -Infinity];
  for (const { bins } of rows) {
    low = Math.min(low, bins[0] ?? low);
    high = Math.max(high, bins.at(-1) ?? high);
  }
  if (!(low < high)) [low, high] = low === high ? [low - 0.5, high + 0.5] : [0, 1];
  const [first = 0, last = 0] = [rows[0]?.step, rows.at(-1)?.step];
  return {
    left: 56,
    top: 6,
    width: Math.max(10, width - 66),
    height: height - 30,
    x: first === last ? [first - 0.5, last + 0.5] : [first, last],
    y: [low, high],
  };
}

/** Draws one cell per bin. Colours stand for densities, so that bins of different widths compare. */
function drawCells(
  context: CanvasRenderingContext2D,
  rows: HistogramRowJson[],
  { left, top, width, height, x, y }: AxesBox,
  color: string,
): void {
  const toX = (step: number) => left + (step - x[0]) / (x[1] - x[0]) * width;
  const toY = (value: number) => top + (1 - (value - y[0]) / (y[1] - y[0])) * height;
  const columns = rows.map(({ step, bins, counts, count }) => ({
    step,
    cells: counts.flatMap((n, i) => {
      const [low, high] = [bins[i], bins[i + 1]];
      if (n === 0 || low === undefined || high === undefined) return [];
      return [{ low, high, density: n / Math.max(1, count) / (high - low || 1) }];
    }),
  }));
  // A few narrow peaks must not make everything else invisible.
  const sorted = columns.flatMap(({ cells }) => cells.map(({ density }) => density))
    .sort((a, b) => a - b);
  const strongest = sorted[Math.floor(sorted.length * 0.98)] ?? 1;
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.fillStyle = color;
  columns.forEach(({ step, cells }, i) => {
    // At either end, as far as to the neighbour on the other side.
    const previous = columns[i - 1]?.step ?? 2 * step - (columns[i + 1]?.step ?? step + 1);
    const next = columns[i + 1]?.step ?? 2 * step - previous;
    // Half way to the neighbours, in whole pixels: fractions would leave seams between columns.
    const from = Math.round(toX((previous + step) / 2));
    const to = Math.max(from + 1, Math.round(toX((step + next) / 2)));
    for (const { low, high, density } of cells) {
      context.globalAlpha = 0.06 + 0.94 * Math.sqrt(Math.min(1, density / strongest));
      const upper = Math.round(toY(high));
      context.fillRect(from, upper, to - from, Math.max(1, Math.round(toY(low)) - upper));
    }
  });
  context.restore();
}
