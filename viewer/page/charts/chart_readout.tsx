import { formatMetric } from "../values/format_metric.ts";
import type { ChartLine, ChartScene } from "./drawing/chart_scene.ts";
import { formatX } from "./drawing/format_x.ts";
import { nearestPoint } from "./series/points.ts";
import type { XKind } from "./settings/chart_settings.ts";

const MAX_ROWS = 12;
const MAX_SHORT_ROWS = 5;
const WIDTH = 220;

/** Props of {@linkcode ChartReadout}. */
export interface ChartReadoutProps {
  scene: ChartScene;
  kind: XKind;
  isBoolean: boolean;
  /** The cursor's position on the x axis, as a value. */
  x: number;
  /** The cursor's position, in pixels. */
  left: number;
  /** The chart's width, in pixels. */
  width: number;
  /** Whether the pointer is on this chart: on other charts the readout is shorter. */
  full: boolean;
}

/** The values at the cursor, in descending order. */
export function ChartReadout(
  { scene, kind, isBoolean, x, left, width, full }: ChartReadoutProps,
) {
  const rows = valuesAt(scene, x);
  const [first] = rows;
  if (first === undefined) return null;
  const shown = rows.slice(0, full ? MAX_ROWS : MAX_SHORT_ROWS);
  const isLeftOfCursor = left > width / 2;
  const format = (value: number) =>
    isBoolean && (value === 0 || value === 1) ? String(value === 1) : formatMetric(value);
  return (
    <div
      class={full ? "chart-readout" : "chart-readout is-short"}
      aria-live={full ? "polite" : undefined}
      style={{
        maxWidth: `${WIDTH}px`,
        [isLeftOfCursor ? "right" : "left"]: `${(isLeftOfCursor ? width - left : left) + 10}px`,
      }}
    >
      {full && <div class="chart-readout-x">{formatX(first.x, kind)}</div>}
      {shown.map(({ line, y, smoothed }) => (
        <div class="chart-readout-row" key={line.id}>
          <span class="run-dot" style={{ backgroundColor: line.color }} />
          <strong>{format(smoothed)}</strong>
          {full && smoothed !== y && !Number.isNaN(y) && <span class="muted">{format(y)}</span>}
          {full && <span class="chart-readout-name">{line.name}</span>}
        </div>
      ))}
      {rows.length > shown.length && <div class="muted">and {rows.length - shown.length} more</div>}
    </div>
  );
}

interface ValueAt {
  line: ChartLine;
  x: number;
  y: number;
  smoothed: number;
}

function valuesAt(scene: ChartScene, x: number): ValueAt[] {
  // A run that ended earlier, or starts later, has no value at the cursor.
  const slack = (scene.x[1] - scene.x[0]) * 0.02;
  const values: ValueAt[] = [];
  for (const line of scene.lines) {
    const { points, smoothed } = line;
    const index = nearestPoint(points.x, x);
    const [near, y, smooth] = [points.x[index], points.y[index], smoothed[index]];
    if (near === undefined || y === undefined || smooth === undefined) continue;
    const [start = x, end = x] = [points.x[0], points.x.at(-1)];
    if (x < start - slack || x > end + slack) continue;
    values.push({ line, x: near, y, smoothed: smooth });
  }
  const rank = (value: number) => Number.isNaN(value) ? -Infinity : value;
  return values.sort((a, b) => {
    const [first, second] = [rank(a.smoothed), rank(b.smoothed)];
    return first === second ? 0 : second - first;
  });
}
