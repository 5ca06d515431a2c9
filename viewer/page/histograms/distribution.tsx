import type { HistogramRowJson } from "../../protocol/api.ts";
import { axesBox } from "./axes_box.ts";
import { drawAxes } from "./draw_axes.ts";
import { useCanvas } from "./use_canvas.ts";

const HEIGHT = 190;

/** One histogram as bars. */
export function Distribution({ row, color }: { row: HistogramRowJson; color: string }) {
  const { bins, counts, step, name, count } = row;
  const canvas = useCanvas(HEIGHT, (context, width, height) => {
    const [low, high] = [bins[0], bins.at(-1)];
    if (low === undefined || high === undefined || bins.length < 2) return;
    const greatest = counts.reduce((greatest, n) => Math.max(greatest, n), 1);
    const box = axesBox(width, height, {
      x: low < high ? [low, high] : [low - 0.5, high + 0.5],
      y: [0, greatest * 1.05],
    });
    context.fillStyle = color;
    counts.forEach((n, i) => {
      const [low, high] = [bins[i], bins[i + 1]];
      if (low === undefined || high === undefined) return;
      const [from, to, upper] = [box.toX(low), box.toX(high), box.toY(n)];
      const gap = to - from > 5 ? 1 : 0;
      context.fillRect(from, upper, Math.max(0.5, to - from - gap), box.toY(0) - upper);
    });
    drawAxes(context, box);
  }, [row, color]);
  return (
    <canvas
      class="distribution"
      ref={canvas}
      role="img"
      aria-label={`Distribution of ${name} at step ${step}: ${count} values in ${counts.length} bins`}
      style={{ height: `${HEIGHT}px` }}
    />
  );
}
