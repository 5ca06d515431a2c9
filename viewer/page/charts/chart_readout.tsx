import type { ChartLine, ChartScene } from "./drawing/chart_scene.ts";
import type { XKind } from "./settings/chart_settings.ts";
import { formatMetric, formatX } from "./drawing/format_axis.ts";
import { nearestPoint } from "./series/points.ts";

const MAX_ROWS = 12;
const MAX_SHORT = 5;
const WIDTH = 220;

/** What {@linkcode ChartReadout} takes. */
export interface ChartReadoutProps {
  scene: ChartScene;
  kind: XKind;
  isBoolean: boolean;
  /** Where the cursor is, as a value. */
  x: number;
  /** Where the cursor is, in pixels. */
  left: number;
  /** How wide the chart is, in pixels. */
  width: number;
  /** Whether the cursor is on this chart; on others it is shorter. */
  full: boolean;
}

/** The values at the cursor, the greatest first. */
export function ChartReadout(
  { scene, kind, isBoolean, x, left, width, full }: ChartReadoutProps,
) {
  const rows = valuesAt(scene, x);
  if (rows.length === 0) return null;
  const shown = rows.slice(0, full ? MAX_ROWS : MAX_SHORT);
  const toLeft = left > width / 2;
  const format = (value: number) =>
    isBoolean && (value === 0 || value === 1) ? String(value === 1) : formatMetric(value);
  return (
    <div
      class={full ? "chart-readout" : "chart-readout is-short"}
      aria-live={full ? "polite" : undefined}
      style={{
        maxWidth: `${WIDTH}px`,
        [toLeft ? "right" : "left"]: `${(toLeft ? width - left : left) + 10}px`,
      }}
    >
      {full && <div class="chart-readout-x">{formatX(shown[0].x, kind)}</div>}
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
  // A run that ended before, or begins after, has no value here.
  const slack = (scene.x[1] - scene.x[0]) * 0.02;
  const values: ValueAt[] = [];
  for (const line of scene.lines) {
    const at = nearestPoint(line.points.x, x);
    const near = line.points.x[at];
    const end = line.points.x[line.points.x.length - 1];
    if (at < 0 || x < line.points.x[0] - slack || x > end + slack) continue;
    values.push({ line, x: near, y: line.points.y[at], smoothed: line.smoothed[at] });
  }
  const rank = (value: number) => Number.isNaN(value) ? -Infinity : value;
  return values.sort((a, b) => {
    const [first, second] = [rank(a.smoothed), rank(b.smoothed)];
    return first === second ? 0 : second - first;
  });
}
