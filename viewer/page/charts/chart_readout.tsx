import { useLayoutEffect, useRef } from "preact/hooks";
import { formatLogged, formatLoggedInFull } from "../values/format_logged.ts";
import { formatMetric } from "../values/format_metric.ts";
import { type ChartLine, type ChartScene, scaleX } from "./drawing/chart_scene.ts";
import { formatX } from "./drawing/format_x.ts";
import { nearestPoint } from "./series/points.ts";
import type { XKind } from "./settings/chart_settings.ts";

/** How many runs are listed; more if the chart is high enough for them. */
const MAX_ROWS = 12;
const MAX_SHORT_ROWS = 5;
const ROW_HEIGHT = 19;
/** The greatest width, in pixels; and the least distance to the edges of the window. */
const WIDTH = 340;
const SHORT_WIDTH = 220;
const MARGIN = 8;
/** How far beyond its ends a line still has a value, as a part of the x axis. */
const SLACK = 0.02;

/** Props of {@linkcode ChartReadout}. */
export interface ChartReadoutProps {
  scene: ChartScene;
  kind: XKind;
  isBoolean: boolean;
  /** The cursor's position on the x axis, as a value. */
  x: number;
  /** The cursor's position, in pixels. */
  left: number;
  /** The chart's size, in pixels. */
  width: number;
  height: number;
  /** Where the chart is in the window. */
  corner: { left: number; top: number };
  /** Whether the pointer is on this chart: on other charts the readout is shorter. */
  full: boolean;
}

/**
 * The values at the cursor, in descending order: on the chart under the pointer
 * with all their digits, and with the x of each that is not the one in the head.
 */
export function ChartReadout(
  { scene, kind, isBoolean, x, left, width, height, corner, full }: ChartReadoutProps,
) {
  const box = useRef<HTMLDivElement>(null);
  // The chart is lower than twelve runs need: the readout may reach beyond it, but not the window.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !full) return;
    const { offsetWidth, offsetHeight } = element;
    const across = left > width / 2 ? left - 10 - offsetWidth : left + 10;
    const inside = (at: number, most: number) => `${Math.max(MARGIN, Math.min(most, at))}px`;
    element.style.left = inside(corner.left + across, innerWidth - offsetWidth - MARGIN);
    element.style.top = inside(corner.top + MARGIN, innerHeight - offsetHeight - MARGIN);
  });
  const rows = valuesAt(scene, x);
  const [first] = rows;
  if (first === undefined) return null;
  const most = Math.max(MAX_ROWS, Math.floor((height - 60) / ROW_HEIGHT));
  const shown = rows.slice(0, full ? most : MAX_SHORT_ROWS);
  const isLeftOfCursor = left > width / 2;
  const nearest = rows.reduce((a, b) => Math.abs(b.x - x) < Math.abs(a.x - x) ? b : a, first);
  // Means are no values that were logged.
  const isComputed = first.line.band !== undefined;
  const logged = (value: number) =>
    isBoolean && (value === 0 || value === 1)
      ? String(value === 1)
      : isComputed
      ? formatMetric(value)
      : full
      ? formatLoggedInFull(value)
      : formatLogged(value);
  const place = full ? { maxWidth: `${WIDTH}px` } : {
    maxWidth: `${SHORT_WIDTH}px`,
    [isLeftOfCursor ? "right" : "left"]: `${(isLeftOfCursor ? width - left : left) + 10}px`,
  };
  return (
    <div
      class={full ? "chart-readout" : "chart-readout is-short"}
      ref={box}
      aria-live={full ? "polite" : undefined}
      style={place}
    >
      {full && <div class="chart-readout-x">{formatX(nearest.x, kind)}</div>}
      {shown.map(({ line, x, y, smoothed, index }) => {
        const isSmoothed = smoothed !== y && !Number.isNaN(y);
        return (
          <div class="chart-readout-row" key={line.id}>
            <span class="run-dot" style={{ backgroundColor: line.color }} />
            <strong>{isSmoothed ? formatMetric(smoothed) : logged(y)}</strong>
            {full && line.band && <span class="muted">{bandText(line.band, index)}</span>}
            {full && isSmoothed && <span class="muted">{logged(y)}</span>}
            {full && x !== nearest.x && <span class="muted">at {formatX(x, kind)}</span>}
            {full && <span class="chart-readout-name">{line.name}</span>}
          </div>
        );
      })}
      {rows.length > shown.length && <div class="muted">and {rows.length - shown.length} more</div>}
    </div>
  );
}

interface ValueAt {
  line: ChartLine;
  x: number;
  y: number;
  smoothed: number;
  /** The index of the point. */
  index: number;
}

/** What the band reaches to, and of how many runs it is. */
function bandText({ low, high, counts }: NonNullable<ChartLine["band"]>, index: number): string {
  const [from = NaN, to = NaN, count = 0] = [low[index], high[index], counts[index]];
  const n = `n = ${count}`;
  return Number.isNaN(from) ? n : `${formatMetric(from)} to ${formatMetric(to)}, ${n}`;
}

function valuesAt(scene: ChartScene, x: number): ValueAt[] {
  // A run that ended earlier, or starts later, has no value at the cursor.
  const { place } = scaleX(scene);
  const at = place(x);
  const values: ValueAt[] = [];
  for (const line of scene.lines) {
    const { points, smoothed } = line;
    const index = nearestPoint(points.x, x);
    const [near, y, smooth] = [points.x[index], points.y[index], smoothed[index]];
    if (near === undefined || y === undefined || smooth === undefined) continue;
    const [start = x, end = x] = [points.x[0], points.x.at(-1)];
    // The start has no place where it is 0 on a logarithmic axis: it is before the cursor.
    if (at < place(start) - SLACK || !(at <= place(end) + SLACK)) continue;
    values.push({ line, x: near, y, smoothed: smooth, index });
  }
  const rank = (value: number) => Number.isNaN(value) ? -Infinity : value;
  return values.sort((a, b) => {
    const [first, second] = [rank(a.smoothed), rank(b.smoothed)];
    return first === second ? 0 : second - first;
  });
}
