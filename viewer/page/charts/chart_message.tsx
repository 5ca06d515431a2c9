import type { ComponentChildren } from "preact";

/** Text in place of a chart that has nothing to show. */
export function ChartMessage(
  { height, children }: { height: number; children: ComponentChildren },
) {
  return <div class="chart-word" style={{ height: `${height}px` }}>{children}</div>;
}
