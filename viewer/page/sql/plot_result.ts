import uPlot from "uplot";
import type { SqlReply } from "../../protocol/api.ts";
import { boardColor } from "../state/board_color.ts";
import { themeColor } from "../state/theme.ts";
import { cellNumber } from "../values/cell_number.ts";
import { cellText } from "../values/cell_text.ts";

const HEIGHT = 300;

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
  /** Whether points are drawn instead of lines. */
  points: boolean;
  /** In CSS pixels. */
  width: number;
}

/** Draws columns of a result. The caller must destroy the plot. */
export function plotResult(plot: ResultPlot, target: HTMLElement): uPlot {
  const { reply: { columns }, lines, x, by, points, width } = plot;
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
  const axis = {
    stroke: themeColor("--muted"),
    grid: { stroke: themeColor("--grid") },
    ticks: { stroke: themeColor("--line") },
  };
  const isPerBoard = by !== null && lines.length === 1 && nameOf(by) === "board_id";
  const series = tables.flatMap(({ group }) =>
    lines.map((column) => ({
      group,
      label: by === null
        ? nameOf(column)
        : lines.length === 1
        ? group
        : `${group}, ${nameOf(column)}`,
    }))
  );
  return new uPlot(
    {
      width,
      height: HEIGHT,
      scales: { x: { time: false } },
      axes: [axis, axis],
      series: [
        { label: nameOf(x) },
        ...series.map(({ group, label }, i): uPlot.Series => ({
          label,
          stroke: isPerBoard ? boardColor(group) : themeColor(`--ansi-${HUES[i % HUES.length]}`),
          width: points ? 0 : 1.5,
          spanGaps: true,
          paths: points ? () => null : undefined,
          points: { show: points || data[0].length < 60, size: 5 },
        })),
      ],
    },
    data,
    target,
  );
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
