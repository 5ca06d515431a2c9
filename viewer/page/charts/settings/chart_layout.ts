import { computed, type ReadonlySignal } from "@preact/signals";
import { urlSignal } from "../../state/url_signal.ts";
import { groupOf, type MetricEntry } from "./metric_entries.ts";
import { CHART_HEIGHTS, type ChartLayout, parseLayout } from "./parse_layout.ts";

/** A line of the panel: the head of a group, or charts side by side. */
export type LayoutRow =
  | { kind: "group"; name: string; title: string; count: number; closed: boolean; height: number }
  | { kind: "charts"; group: string; charts: PlacedChart[]; height: number };

/** A chart and its size. */
export interface PlacedChart {
  metric: MetricEntry;
  columns: number;
  /** Of its drawing, in pixels. */
  height: number;
}

/** The group of what is pinned: no metric has this one by itself. */
export const PINNED = "\0pinned";
/** The head of a chart and the space below, in pixels. */
const CHART_FRAME = 34 + 10;
const GROUP_HEAD = 34;

const text = urlSignal("layout");

/** What someone arranged. */
export const chartLayout: ReadonlySignal<ChartLayout> = computed(() => parseLayout(text.value));

/** Arranges something else. */
export function changeLayout(change: Partial<ChartLayout>): void {
  const layout = { ...chartLayout.peek(), ...change };
  const kept = Object.entries(layout).filter(([, value]) => Object.keys(value).length > 0);
  text.value = kept.length === 0 ? "" : JSON.stringify(Object.fromEntries(kept));
}

/** Pins a metric at the top, or lets it go. */
export function togglePin(name: string): void {
  const { pinned } = chartLayout.peek();
  changeLayout({
    pinned: pinned.includes(name) ? pinned.filter((pin) => pin !== name) : [...pinned, name],
  });
}

/** Closes a group, or opens it. */
export function toggleGroup(name: string): void {
  const { closed } = chartLayout.peek();
  changeLayout({
    closed: closed.includes(name) ? closed.filter((group) => group !== name) : [...closed, name],
  });
}

/** Puts a metric before or after another one of its group. */
export function moveMetric(name: string, target: string, after: boolean, group: string[]): void {
  if (name === target) return;
  const order = group.filter((other) => other !== name);
  order.splice(order.indexOf(target) + (after ? 1 : 0), 0, name);
  const { pinned, order: before } = chartLayout.peek();
  if (pinned.includes(target)) changeLayout({ pinned: order });
  else changeLayout({ order: [...before.filter((other) => !order.includes(other)), ...order] });
}

/** Gives a chart a size. */
export function resizeChart(name: string, columns: number, height: number): void {
  const { sizes } = chartLayout.peek();
  const { min, max } = CHART_HEIGHTS;
  changeLayout({
    sizes: {
      ...sizes,
      [name]: [Math.max(1, columns), Math.round(Math.min(max, Math.max(min, height)))],
    },
  });
}

/**
 * The charts in their groups and rows.
 *
 * @param columns How many charts of the usual size stand side by side.
 * @param height The usual height of a drawing, in pixels.
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
  for (const [name, members] of groups) {
    if (members.length === 0) continue;
    const isClosed = closed.includes(name);
    const title = name === PINNED ? "Pinned" : name === "" ? "Ungrouped" : name;
    rows.push({
      kind: "group",
      name,
      title,
      count: members.length,
      closed: isClosed,
      height: GROUP_HEAD,
    });
    if (isClosed) continue;
    const sorted = rank.size === 0
      ? members
      : members.toSorted((a, b) => (rank.get(a.name) ?? 1e9) - (rank.get(b.name) ?? 1e9));
    const charts = sorted.map((metric): PlacedChart => {
      const [wide, high] = Object.hasOwn(sizes, metric.name) ? sizes[metric.name] : [1, height];
      return { metric, columns: Math.min(columns, wide), height: high };
    });
    for (let i = 0; i < charts.length;) {
      const row = [charts[i++]];
      let used = row[0].columns;
      while (i < charts.length && used + charts[i].columns <= columns) {
        used += charts[i].columns;
        row.push(charts[i++]);
      }
      const tallest = Math.max(...row.map(({ height }) => height));
      rows.push({ kind: "charts", group: name, charts: row, height: tallest + CHART_FRAME });
    }
  }
  return rows;
}
