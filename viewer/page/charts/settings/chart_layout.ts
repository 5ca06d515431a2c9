import { computed, type ReadonlySignal } from "@preact/signals";
import { urlSignal } from "../../state/url_signal.ts";
import { CHART_HEIGHTS, type ChartLayout, parseLayout } from "./parse_layout.ts";

const text = urlSignal("layout");

/** How the reader has arranged the charts. */
export const chartLayout: ReadonlySignal<ChartLayout> = computed(() => parseLayout(text.value));

function changeLayout(change: Partial<ChartLayout>): void {
  const layout = { ...chartLayout.peek(), ...change };
  const kept = Object.entries(layout).filter(([, value]) => Object.keys(value).length > 0);
  text.value = kept.length === 0 ? "" : JSON.stringify(Object.fromEntries(kept));
}

/** Pins a metric to the top, or unpins it. */
export function togglePin(name: string): void {
  const { pinned } = chartLayout.peek();
  changeLayout({
    pinned: pinned.includes(name) ? pinned.filter((pin) => pin !== name) : [...pinned, name],
  });
}

/** Collapses a group, or expands it. */
export function toggleGroup(name: string): void {
  const { closed } = chartLayout.peek();
  changeLayout({
    closed: closed.includes(name) ? closed.filter((group) => group !== name) : [...closed, name],
  });
}

/**
 * Moves a metric before or after another one of its group.
 *
 * @param group The metrics of the group, in their current order.
 */
export function moveMetric(name: string, target: string, after: boolean, group: string[]): void {
  if (name === target) return;
  const order = group.filter((other) => other !== name);
  order.splice(order.indexOf(target) + (after ? 1 : 0), 0, name);
  const { pinned, order: before } = chartLayout.peek();
  if (pinned.includes(target)) changeLayout({ pinned: order });
  else changeLayout({ order: [...before.filter((other) => !order.includes(other)), ...order] });
}

/** Sets the size of a chart. */
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
