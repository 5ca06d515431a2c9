import type { HistogramRowJson } from "../../protocol/api.ts";
import { themeColor } from "../state/theme.ts";
import { type AxesBox, axesBox } from "./axes_box.ts";
import { drawAxes } from "./draw_axes.ts";
import { useCanvas } from "./use_canvas.ts";

const HEIGHT = 190;

/** Props of {@linkcode HeatMap}. */
export interface HeatMapProps {
  /** Histograms by step, ascending: one at least. */
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
  const canvas = useCanvas(HEIGHT, (context, width, height) => {
    const box = boxOf(rows, width, height);
    drawCells(context, rows, box, color);
    drawAxes(context, box);
    context.strokeStyle = themeColor("--text");
    context.setLineDash([3, 3]);
    context.strokeRect(box.toX(at), box.top, 0, box.height);
  }, [rows, color, at]);
  const choose = ({ offsetX, currentTarget }: MouseEvent) => {
    const box = boxOf(rows, (currentTarget as HTMLElement).clientWidth, HEIGHT);
    const wanted = box.xAt(offsetX);
    const nearest = rows.reduce((a, b) =>
      Math.abs(b.step - wanted) < Math.abs(a.step - wanted) ? b : a
    );
    onStep(nearest.step);
  };
  const steps = `steps ${rows[0]?.step} to ${rows.at(-1)?.step}`;
  return (
    <canvas
      class="heat-map"
      ref={canvas}
      role="img"
      aria-label={`Heat map of ${label}: ${rows.length} histograms, ${steps}`}
      title="Values on the y axis, steps on the x axis. Click to select a step."
      style={{ height: `${HEIGHT}px` }}
      onClick={choose}
    />
  );
}

/** The axes, from the first step to the last, and from the least value to the greatest. */
function boxOf(rows: HistogramRowJson[], width: number, height: number): AxesBox {
  let [low, high] = [Infinity, -Infinity];
  for (const { bins } of rows) {
    low = Math.min(low, bins[0] ?? low);
    high = Math.max(high, bins.at(-1) ?? high);
  }
  if (!(low < high)) [low, high] = low === high ? [low - 0.5, high + 0.5] : [0, 1];
  const [first = 0, last = 0] = [rows[0]?.step, rows.at(-1)?.step];
  return axesBox(width, height, {
    x: first === last ? [first - 0.5, last + 0.5] : [first, last],
    y: [low, high],
    hasSteps: true,
  });
}

/** Draws one cell per bin. Colours stand for densities, so that bins of different widths compare. */
function drawCells(
  context: CanvasRenderingContext2D,
  rows: HistogramRowJson[],
  { left, top, width, height, toX, toY }: AxesBox,
  color: string,
): void {
  const columns = rows.map(({ step, bins, counts, count }) => ({
    step,
    cells: counts.flatMap((n, i) => {
      const [low, high] = [bins[i], bins[i + 1]];
      if (n === 0 || low === undefined || high === undefined) return [];
      return [{ low, high, density: n / Math.max(1, count) / (toY(low) - toY(high) || 1) }];
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
