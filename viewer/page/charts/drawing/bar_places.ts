import { type ChartLine, type ChartScene, scaleX } from "./chart_scene.ts";

/** The widths of a bar, as parts of the x axis: the greatest; beside lines; of all bars of one x. */
const MAX_WIDTH = 0.14;
const MAX_WIDTH_BESIDE_LINES = 0.03;
const MAX_TOTAL = 0.9;
/** Bars whose x are closer than this stand side by side. */
const CLOSE = 0.02;
/** How much of its place a bar fills: the rest is between it and the next one. */
const FILLED = 0.84;

/** Where the bar of a line is, in parts of the x axis. */
export interface BarPlace {
  line: ChartLine;
  /** Its middle. */
  center: number;
  width: number;
}

/** Whether a line is a bar: it has one value, which is finite. */
export function isBar({ points: { x, y } }: Pick<ChartLine, "points">): boolean {
  return x.length === 1 && Number.isFinite(y[0]);
}

/** The bars of the lines with one value, side by side where they are at the same x, within the plot. */
export function barPlaces(scene: ChartScene): BarPlace[] {
  const bars = scene.lines.filter(isBar);
  if (bars.length === 0) return [];
  const { place } = scaleX(scene);
  const areAll = bars.length === scene.lines.length;
  const clusters: { at: number; lines: ChartLine[] }[] = [];
  const placed = bars.map((line) => ({ line, at: place(line.points.x[0] ?? NaN) }))
    .filter(({ at }) => at >= 0 && at <= 1)
    .sort((a, b) => a.at - b.at);
  for (const { line, at } of placed) {
    const last = clusters.at(-1);
    if (last && at - last.at < CLOSE) last.lines.push(line);
    else clusters.push({ at, lines: [line] });
  }
  return clusters.flatMap(({ at, lines }) => {
    const most = areAll ? MAX_WIDTH : MAX_WIDTH_BESIDE_LINES;
    const share = Math.min(most, MAX_TOTAL / clusters.length / lines.length);
    const half = share * lines.length / 2;
    // At the ends of the axis the bars stand within it.
    const middle = Math.min(1 - half, Math.max(half, at));
    return lines.map((line, i) => ({
      line,
      center: middle - half + (i + 0.5) * share,
      width: share * FILLED,
    }));
  });
}
