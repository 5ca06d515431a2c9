import { groupOf, type MetricEntry } from "./metric_entries.ts";
import type { ChartLayout } from "./parse_layout.ts";

/** A row of the panel: the heading of a group, charts side by side, or small groups side by side. */
export type LayoutRow =
  | { kind: "group"; name: string; title: string; count: number; closed: boolean; height: number }
  | { kind: "charts"; group: string; charts: PlacedChart[]; height: number }
  | { kind: "sections"; sections: ChartSection[]; height: number };

/** A group whose charts need only a part of a row. */
export interface ChartSection {
  name: string;
  title: string;
  count: number;
  closed: false;
  charts: PlacedChart[];
  /** How many columns it spans. */
  columns: number;
  /** With its heading, in pixels. */
  height: number;
}

/** A chart and its size. */
export interface PlacedChart {
  metric: MetricEntry;
  /** How many columns it spans. */
  columns: number;
  /** The height of its plot, in pixels. */
  height: number;
}

/** The name of the group of pinned charts. Names of metrics cannot contain NUL. */
export const PINNED = "\0pinned";
/** The heights of a chart's head and of the space below the chart, in pixels. */
const CHART_FRAME = 34 + 10;
const GROUP_HEAD = 34;

/**
 * Arranges the charts in groups and rows.
 *
 * @param columns How many charts of the default size fit side by side.
 * @param height The default height of a plot, in pixels.
 */
export function placeCharts(
  metrics: readonly MetricEntry[],
  { pinned, order, sizes, closed }: ChartLayout,
  columns: number,
  height: number,
): LayoutRow[] {
  const groups = new Map<string, MetricEntry[]>([[PINNED, []]]);
  const pins = new Set(pinned);
  for (const metric of metrics) {
    const group = pins.has(metric.name) ? PINNED : groupOf(metric.name);
    const members = groups.get(group);
    if (members) members.push(metric);
    else groups.set(group, [metric]);
  }
  const rank = new Map([...order, ...pinned].map((name, i) => [name, i]));
  const rows: LayoutRow[] = [];
  let small: ChartSection[] = [];
  const placeSmall = () => {
    rows.push(...rowsOf(small, columns));
    small = [];
  };
  for (const [name, members] of groups) {
    if (members.length === 0) continue;
    const isClosed = closed.includes(name);
    const title = name === PINNED ? "Pinned" : name === "" ? "Ungrouped" : name;
    const isShort = !isClosed && members.length < columns;
    if (!isShort) placeSmall();
    const head: LayoutRow = {
      kind: "group",
      name,
      title,
      count: members.length,
      closed: isClosed,
      height: GROUP_HEAD,
    };
    if (isClosed) {
      rows.push(head);
      continue;
    }
    const sorted = rank.size === 0
      ? members
      : members.toSorted((a, b) => (rank.get(a.name) ?? 1e9) - (rank.get(b.name) ?? 1e9));
    const charts = sorted.map((metric): PlacedChart => {
      const size = Object.hasOwn(sizes, metric.name) ? sizes[metric.name] : undefined;
      const [wide, high] = size ?? [1, height];
      return { metric, columns: Math.min(columns, wide), height: high };
    });
    const filled = fillRows(charts, columns);
    const [only, ...more] = filled;
    if (isShort && only !== undefined && more.length === 0) {
      small.push(sectionOf(name, title, only));
      continue;
    }
    placeSmall();
    rows.push(head);
    for (const row of filled) {
      rows.push({ kind: "charts", group: name, charts: row, height: heightOf(row) });
    }
  }
  placeSmall();
  return rows;
}

function sectionOf(name: string, title: string, charts: PlacedChart[]): ChartSection {
  return {
    name,
    title,
    count: charts.length,
    closed: false,
    charts,
    columns: charts.reduce((sum, { columns }) => sum + columns, 0),
    height: GROUP_HEAD + heightOf(charts),
  };
}

function heightOf(charts: readonly PlacedChart[]): number {
  return Math.max(...charts.map(({ height }) => height)) + CHART_FRAME;
}

/** Puts small groups beside each other, in their order, as many as fit. */
function rowsOf(sections: readonly ChartSection[], columns: number): LayoutRow[] {
  const rows: ChartSection[][] = [];
  let used = Infinity;
  for (const section of sections) {
    used += section.columns;
    if (used <= columns) rows.at(-1)?.push(section);
    else {
      rows.push([section]);
      used = section.columns;
    }
  }
  return rows.map((sections) => ({
    kind: "sections",
    sections,
    height: Math.max(...sections.map(({ height }) => height)),
  }));
}

/** Puts each chart into the current row if it fits, otherwise into a new one. */
function fillRows(charts: readonly PlacedChart[], columns: number): PlacedChart[][] {
  const rows: PlacedChart[][] = [];
  let used = 0;
  for (const chart of charts) {
    const row = rows.at(-1);
    if (row && used + chart.columns <= columns) {
      row.push(chart);
      used += chart.columns;
    } else {
      rows.push([chart]);
      used = chart.columns;
    }
  }
  return rows;
}
