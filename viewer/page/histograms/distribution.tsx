import type { HistogramRowJson } from "../../protocol/api.ts";
import { type AxesBox, drawAxes } from "./draw_axes.ts";
import { useCanvas } from "./use_canvas.ts";

const HEIGHT = 190;

/** One histogram as bars. */
export function Distribution({ row, color }: { row: HistogramRowJson; color: string }) {
  const { bins, counts, step, name, count } = row;
  const canvas = useCanvas(HEIGHT, (context, width, height) => {
    const [low, high] = [bins[0], bins.at(-1)];
    if (low === undefined || high === undefined || bins.length < 2) return;
    const greatest = counts.reduce((greatest, n) => Math.max(greatest, n), 1);
    const box: AxesBox = {
      left: 46,
      top: 6,
      width: Math.max(10, width - 56),
      height: height - 30,
      x: low < high ? [low, high] : [low - 0.5, high + 0.5],
      y: [0, greatest * 1.05],
    };
    const toX = (value: number) =>
      box.left + (value - box.x[0]) / (box.x[1] - box.x[0]) * box.width;
    context.fillStyle = color;
    counts.forEach((n, i) => {
      const [low, high] = [bins[i], bins[i + 1]];
      if (low === undefined || high === undefined) return;
      const tall = n / box.y[1] * box.height;
      const [from, to] = [toX(low), toX(high)];
      const gap = to - from > 5 ? 1 : 0;
      context.fillRect(from, box.top + box.height - tall, Math.max(0.5, to - from - gap), tall);
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
