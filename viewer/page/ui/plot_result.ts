import uPlot from "uplot";
import type { SqlReply } from "../../protocol/api.ts";
import { boardColor } from "../state/board_color.ts";
import { themeColor } from "../state/theme.ts";
import { cellNumber } from "../values/cell_number.ts";
import { cellText } from "../values/cell_text.ts";
import { type AxisScale, axisScale } from "../values/axis_scale.ts";
import type { AxisTicks } from "../values/axis_ticks.ts";
import { durationTicks } from "../values/duration_ticks.ts";
import { fitTicks } from "../values/fit_ticks.ts";
import { formatDuration } from "../values/format_duration.ts";
import { formatMetric } from "../values/format_metric.ts";
import { labelOverhang } from "../values/label_overhang.ts";
import { labelWidth } from "../values/label_width.ts";
import { numberTicks } from "../values/number_ticks.ts";

const HEIGHT = 300;

/** In CSS pixels: one line of labels, with their ticks. */
const X_AXIS_HEIGHT = 32;

/** What an axis of times has of a run with one sample, in milliseconds. */
const FIRST_MS = 10_000;

/** The colours of lines, in this order: indices of the theme's terminal colours. */
const HUES = [4, 1, 2, 5, 3, 6];

/** Which columns of a result are drawn, and how. */
export interface ResultPlot {
  reply: SqlReply;
  /** The index of the column of the x axis. */
  x: number;
  /** The indices of the columns that are drawn as lines. */
  lines: readonly number[];
  /** The index of a column that gets one line per text; `null` for none. */
  by: number | null;
  /** What the legend calls a text of that column. Default: the text. */
  nameOfGroup?: (group: string) => string;
  /** Whether points are drawn instead of lines. */
  points: boolean;
  /** In CSS pixels. */
  width: number;
  /** In CSS pixels. Default: 300. */
  height?: number;
  /** Whether x are milliseconds since a start: the axis begins at 0. Default: numbers. */
  isElapsed?: boolean;
  /** Whether the y axis begins at 0, where no value is below. Default: at the least value. */
  fromZero?: boolean;
}

/** Draws columns of a result. The caller must destroy the plot. */
export function plotResult(plot: ResultPlot, target: HTMLElement): uPlot {
  const { reply: { columns }, lines, x, by, points, width, height = HEIGHT } = plot;
  const { isElapsed = false, fromZero = false, nameOfGroup = (group) => group } = plot;
  const nameOf = (column: number) => columns[column]?.name ?? "";
  const tables = groupRows(plot).map(([group, rows]) => ({
    group,
    table: toTable(rows, x, lines),
  }));
  const [only, ...others] = tables;
  // uPlot.join() keeps one point per x, a single table keeps all of them.
  const data = only && others.length === 0
    ? only.table
    : uPlot.join(tables.map(({ table }) => table));
  const [xs, ...ys] = data;
  const across = isElapsed ? elapsedScale(xs) : scaleOf([xs]);
  const up = fromZero ? zeroScale(ys) : scaleOf(ys);
  const xTicks = (plot: uPlot) =>
    ticksOf(plot, "x", across, 60, labelWidth, isElapsed ? durationTicks : numberTicks);
  const yTicks = (plot: uPlot) => ticksOf(plot, "y", up, 36, () => 0, numberTicks);
  const overhang = (plot: uPlot) => {
    const { places, labels } = xTicks(plot);
    return labelOverhang(places, labels, lengthOf(plot, "x"));
  };
  const axis = {
    stroke: themeColor("--muted"),
    font: "11px system-ui, sans-serif", // That of labelWidth().
    grid: { stroke: themeColor("--grid") },
    ticks: { stroke: themeColor("--line") },
    incrs: [1],
    space: 1,
  };
  const isPerBoard = by !== null && lines.length === 1 && nameOf(by) === "board_id";
  const series = tables.flatMap(({ group }) =>
    lines.map((column) => ({
      group,
      label: by === null
        ? nameOf(column)
        : lines.length === 1
        ? nameOfGroup(group)
        : `${nameOfGroup(group)}, ${nameOf(column)}`,
    }))
  );
  return new uPlot(
    {
      width,
      height,
      padding: [null, (plot) => Math.max(25, overhang(plot).last + 2), null, null],
      scales: {
        x: { time: false, ...isElapsed ? { range: [0, 1] } : {} },
        y: fromZero ? { range: [0, 1] } : {},
      },
      axes: [
        {
          ...axis,
          size: X_AXIS_HEIGHT,
          splits: (plot) => xTicks(plot).places,
          values: (plot) => xTicks(plot).labels,
        },
        {
          ...axis,
          splits: (plot) => yTicks(plot).places,
          values: (plot) => yTicks(plot).labels,
          size: (plot, labels) =>
            Math.max(
              24 + Math.max(26, ...(labels ?? []).map(labelWidth)),
              overhang(plot).first + 2,
            ),
        },
      ],
      series: [
        {
          label: nameOf(x),
          value: (_, __, ___, i) => {
            if (typeof i !== "number") return "";
            const at = xs[i];
            return isElapsed && at !== undefined ? formatDuration(at) : valueText(at);
          },
        },
        ...series.map(({ group, label }, i): uPlot.Series => ({
          label,
          stroke: isPerBoard ? boardColor(group) : themeColor(`--ansi-${HUES[i % HUES.length]}`),
          width: points ? 0 : 1.5,
          spanGaps: true,
          value: (_, __, ___, at) => {
            if (typeof at !== "number") return "";
            const value = ys[i]?.[at];
            // What is sampled over time is a mean of samples: its last digits say nothing.
            return isElapsed && typeof value === "number" ? formatMetric(value) : valueText(value);
          },
          paths: points ? () => null : undefined,
          points: { show: points || data[0].length < 60, size: 5 },
        })),
      ],
    },
    // uPlot's own scales and ticks are not made for all finite numbers: it is given places.
    [xs.map(across.place), ...ys.map((values) => placesOf(values, up))],
    target,
  );
}

/** A scale for all finite numbers of some columns. */
function scaleOf(columns: readonly ArrayLike<number | null | undefined>[]): AxisScale {
  let [min, max] = [Infinity, -Infinity];
  for (const column of columns) {
    for (let i = 0; i < column.length; i++) {
      const value = column[i];
      if (value === null || value === undefined) continue;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
  }
  if (min < max) return axisScale(min, max);
  if (min > max) return axisScale(0, 1);
  const pad = Math.abs(max) * 0.1 || 0.5;
  return axisScale(Math.max(-Number.MAX_VALUE, min - pad), Math.min(Number.MAX_VALUE, max + pad));
}

/** A scale from the start to the last time: of one sample its first ten seconds. */
function elapsedScale(times: readonly number[] | ArrayLike<number>): AxisScale {
  const last = times[times.length - 1] ?? 0;
  return axisScale(0, last > 0 ? last : FIRST_MS);
}

/** A scale from 0 to a little above the greatest value; that of the values where one is below 0. */
function zeroScale(columns: readonly ArrayLike<number | null | undefined>[]): AxisScale {
  let [min, max] = [0, 0];
  for (const column of columns) {
    for (let i = 0; i < column.length; i++) {
      min = Math.min(min, column[i] ?? 0);
      max = Math.max(max, column[i] ?? 0);
    }
  }
  if (min < 0) return scaleOf(columns);
  return axisScale(0, Math.min(Number.MAX_VALUE, max * 1.05) || 1);
}

function placesOf(
  values: ArrayLike<number | null | undefined>,
  { place }: AxisScale,
): (number | null | undefined)[] {
  return Array.from(values, (value) => typeof value === "number" ? place(value) : value);
}

/** The ticks of an axis at those places that are in view; `places` are those of its scale. */
function ticksOf(
  plot: uPlot,
  axis: "x" | "y",
  { place, valueAt }: AxisScale,
  least: number,
  sizeOf: (label: string) => number,
  makeTicks: (min: number, max: number, maxCount: number) => AxisTicks,
): { places: number[]; labels: string[] } {
  const { min, max } = plot.scales[axis] ?? {};
  const [from, to] = [min ?? 0, max ?? 1];
  const inView = (value: number) => (place(value) - from) / (to - from);
  const make = (count: number) => makeTicks(valueAt(from), valueAt(to), count);
  const size = (label: string) => sizeOf(label) + 12;
  const { ticks, labels } = fitTicks(make, inView, lengthOf(plot, axis), size, least);
  return { places: ticks.map(place), labels };
}

/** The length of an axis as it is drawn, in CSS pixels; before the first drawing about that. */
function lengthOf({ bbox, width, height }: uPlot, axis: "x" | "y"): number {
  const drawn = (axis === "x" ? bbox?.width : bbox?.height) ?? 0;
  if (drawn > 0) return drawn / uPlot.pxRatio;
  return Math.max(1, axis === "x" ? width - 80 : height - 60);
}

function valueText(value: number | null | undefined): string {
  return typeof value === "number" ? String(value) : "–";
}

function groupRows({ reply: { rows }, by }: ResultPlot): [group: string, rows: unknown[][]][] {
  return by === null ? [["", rows]] : [...Map.groupBy(rows, (row) => cellText(row[by]))];
}

/** The rows that have a finite x, in its order, as uPlot wants them: one array per column. */
function toTable(rows: unknown[][], x: number, lines: readonly number[]): uPlot.AlignedData {
  const sorted = rows
    .map((row) => ({ row, at: finiteNumber(row[x]) }))
    .filter((item): item is { row: unknown[]; at: number } => item.at !== null)
    .sort((a, b) => a.at - b.at);
  return [
    sorted.map(({ at }) => at),
    ...lines.map((column) => sorted.map(({ row }) => finiteNumber(row[column]))),
  ];
}

function finiteNumber(cell: unknown): number | null {
  const number = cellNumber(cell);
  return number !== null && Number.isFinite(number) ? number : null;
}
