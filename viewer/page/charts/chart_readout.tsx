import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { formatLogged, formatLoggedInFull } from "../values/format_logged.ts";
import { formatMetric } from "../values/format_metric.ts";
import type { ChartLine, ChartScene, LineBand } from "./drawing/chart_scene.ts";
import { formatX } from "./drawing/format_x.ts";
import type { ValueAt } from "./drawing/values_at.ts";
import type { XKind } from "./settings/chart_settings.ts";

/** How many lines are listed; more if the chart is high enough for them. */
const MAX_ROWS = 12;
/** In a window as narrow as this, in pixels, a row takes two lines, and a chart the whole width. */
const NARROW_WIDTH = 560;
const MAX_NARROW_ROWS = 6;
const MAX_SHORT_ROWS = 5;
const ROW_HEIGHT = 19;
/** The greatest width, in pixels; and the least distance to the edges of the window. */
const WIDTH = 520;
const SHORT_WIDTH = 220;
const MARGIN = 8;

/** Props of {@linkcode ChartReadout}. */
export interface ChartReadoutProps {
  scene: ChartScene;
  kind: XKind;
  isBoolean: boolean;
  /** The cursor's position on the x axis, as a value. */
  x: number;
  /** The values there, in the order in which they are listed. */
  values: readonly ValueAt[];
  /** Whether the first value is of the line that is nearest to the pointer. */
  isFirstNearest: boolean;
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
 * The values at the cursor: on the chart under the pointer with all their digits, the names of
 * their lines, and the x of each that is not the one in the head.
 */
export function ChartReadout(
  { scene, kind, isBoolean, x, values, isFirstNearest, left, width, height, corner, full }:
    ChartReadoutProps,
) {
  const box = useRef<HTMLDivElement>(null);
  /** How many of the rows have no room in the window. */
  const [withoutRoom, setWithoutRoom] = useState(0);
  // The chart is lower than twelve runs need: the readout may reach beyond it, but not the window.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !full) return;
    setWithoutRoom(hideRows(element, innerHeight - 2 * MARGIN));
    const { offsetWidth, offsetHeight } = element;
    const across = left > width / 2 ? left - 10 - offsetWidth : left + 10;
    const inside = (at: number, most: number) => `${Math.max(MARGIN, Math.min(most, at))}px`;
    element.style.left = inside(corner.left + across, innerWidth - offsetWidth - MARGIN);
    const [above, below] = [corner.top - MARGIN - offsetHeight, corner.top + height + MARGIN];
    const most = innerHeight - offsetHeight - MARGIN;
    // As wide as the chart, it would hide what it reads out.
    const isBeside = innerWidth > NARROW_WIDTH || (below > most && above < MARGIN);
    element.style.top = inside(
      isBeside ? corner.top + MARGIN : below <= most ? below : above,
      most,
    );
  });
  const [first] = values;
  if (first === undefined) return null;
  const most = innerWidth <= NARROW_WIDTH
    ? MAX_NARROW_ROWS
    : Math.max(MAX_ROWS, Math.floor((height - 60) / ROW_HEIGHT));
  const shown = values.slice(0, full ? most : MAX_SHORT_ROWS);
  const missing = values.length - shown.length + (full ? withoutRoom : 0);
  const isLeftOfCursor = left > width / 2;
  const nearest = values.reduce((a, b) => Math.abs(b.x - x) < Math.abs(a.x - x) ? b : a, first);
  const logged = (value: number, { band }: ChartLine) =>
    isBoolean && (value === 0 || value === 1)
      ? String(value === 1)
      // Means are no values that were logged.
      : band !== undefined
      ? formatMetric(value)
      : full
      ? formatLoggedInFull(value)
      : formatLogged(value);
  const place = full ? { maxWidth: `min(${WIDTH}px, 100vw - ${2 * MARGIN}px)` } : {
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
      {shown.map(({ line, x, y, smoothed, band, index }, i) => {
        const isSmoothed = smoothed !== y && !Number.isNaN(y);
        const isNearest = full && isFirstNearest && i === 0 && scene.lines.length > 1;
        return (
          <div
            class={isNearest ? "chart-readout-row is-nearest" : "chart-readout-row"}
            key={line.id}
          >
            <span class="run-dot" style={{ backgroundColor: line.color }} />
            <strong>{isSmoothed ? formatMetric(smoothed) : logged(y, line)}</strong>
            {full && band && <span class="muted">{bandText(band, index)}</span>}
            {full && isSmoothed && <span class="muted">{logged(y, line)}</span>}
            {full && x !== nearest.x && <span class="muted">at {formatX(x, kind)}</span>}
            {full && <span class="chart-readout-name">{line.nameBesideCount ?? line.name}</span>}
          </div>
        );
      })}
      {missing > 0 && (
        <div class="muted chart-readout-more">
          and {missing} more{full && "; Enter or the chart's menu lists all"}
        </div>
      )}
    </div>
  );
}

/** Hides the last rows of a readout that is higher than the window. @returns How many. */
function hideRows(element: HTMLElement, most: number): number {
  const rows = [...element.querySelectorAll<HTMLElement>(".chart-readout-row")];
  for (const row of rows) row.hidden = false;
  if (element.offsetHeight <= most) return 0;
  let count = 0;
  // The nearest line has its place, however long its name.
  for (const row of rows.slice(1).reverse()) {
    if (element.offsetHeight <= most - ROW_HEIGHT) break;
    row.hidden = true;
    count++;
  }
  return count;
}

/** What the band reaches to, and of how many runs it is. */
function bandText({ low, high, counts }: LineBand, index: number): string {
  const [from = NaN, to = NaN, count = 0] = [low[index], high[index], counts[index]];
  const n = `n = ${count}`;
  return Number.isNaN(from) ? n : `${formatMetric(from)} to ${formatMetric(to)}, ${n}`;
}
