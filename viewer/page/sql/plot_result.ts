import uPlot from "uplot";
import type { SqlReply } from "../../protocol/api.ts";
import { boardColor } from "../state/board_color.ts";
import { themeColor } from "../state/theme.ts";
import { numberOf, textOf } from "../ui/data_grid.ts";

const HEIGHT = 300;

/** Those of the sixteen colours that lines have, in this order. */
const HUES = [4, 1, 2, 5, 3, 6];

/** A column of more different texts than this does not part lines. */
const MAX_GROUPS = 24;

/** What of an answer is drawn, and how. */
export interface ResultPlot {
  /** The answer. */
  reply: SqlReply;
  /** The place of the column across. */
  x: number;
  /** The places of the columns that are lines. */
  lines: readonly number[];
  /** The place of the column of which each value is a line of its own; -1 for none. */
  by: number;
  /** Whether points are drawn instead of lines. */
  points: boolean;
  /** In CSS pixels. */
  width: number;
}

/** The places of the columns whose texts are few, and so can part lines. */
export function groupsOf({ columns, rows }: SqlReply): number[] {
  return columns.flatMap(({ type }, i) => {
    if (type !== "VARCHAR") return [];
    const count = new Set(rows.map((row) => row[i])).size;
    return count > 1 && count <= MAX_GROUPS ? [i] : [];
  });
}

/** Draws columns of an answer. The caller destroys the plot. */
export function plotResult(plot: ResultPlot, target: HTMLElement): uPlot {
  const { reply: { columns }, lines, x, by, points, width } = plot;
  const groups = groupRows(plot);
  const tables = [...groups.values()].map((rows) => toTable(rows, x, lines));
  // Joined, a line has each x once: one alone keeps them all.
  const data = tables.length === 1 ? tables[0] : uPlot.join(tables);
  const axis = {
    stroke: themeColor("--muted"),
    grid: { stroke: themeColor("--grid") },
    ticks: { stroke: themeColor("--line") },
  };
  const series = [...groups.keys()].flatMap((group) =>
    lines.map((column): uPlot.Series => {
      const name = columns[column].name;
      return { label: by < 0 ? name : lines.length === 1 ? group : `${group}, ${name}` };
    })
  );
  const colorOf = (place: number) => {
    const group = [...groups.keys()][Math.floor(place / lines.length)];
    return by >= 0 && lines.length === 1 && columns[by].name === "board_id"
      ? boardColor(group)
      : themeColor(`--ansi-${HUES[place % HUES.length]}`);
  };
  return new uPlot(
    {
      width,
      height: HEIGHT,
      scales: { x: { time: false } },
      axes: [axis, axis],
      series: [
        { label: columns[x].name },
        ...series.map((line, place): uPlot.Series => ({
          ...line,
          stroke: colorOf(place),
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

function groupRows({ reply: { rows }, by }: ResultPlot): Map<string, unknown[][]> {
  return by < 0 ? new Map([["", rows]]) : Map.groupBy(rows, (row) => textOf(row[by]));
}

/** What has no x has no place; uPlot wants x in order. */
function toTable(rows: unknown[][], x: number, lines: readonly number[]): uPlot.AlignedData {
  const sorted = rows
    .map((row) => ({ row, at: finiteOf(row[x]) }))
    .filter((item): item is { row: unknown[]; at: number } => item.at !== null)
    .sort((a, b) => a.at - b.at);
  return [
    sorted.map(({ at }) => at),
    ...lines.map((column) => sorted.map(({ row }) => finiteOf(row[column]))),
  ];
}

function finiteOf(cell: unknown): number | null {
  const number = numberOf(cell);
  return number !== null && Number.isFinite(number) ? number : null;
}
