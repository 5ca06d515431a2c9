import type { DrawnChart } from "./drawn_chart.ts";
import type { MetricEntry } from "./settings/metric_entries.ts";

/** Props of what draws the metrics of a chart: the lines of runs, or those of groups of them. */
export interface ChartBodyProps {
  metric: MetricEntry;
  /** In pixels. */
  height: number;
  /** Whether the chart is visible. */
  active: boolean;
  /** Of all charts that wait for rows, the one with the lowest rank comes first. */
  rank: () => number;
  /** Receives what is drawn. */
  drawn: { current: DrawnChart | null };
  /** Called with whether it is drawn, so that there is something to save. */
  onDrawn: (isDrawn: boolean) => void;
  /** Called when the reader wants all values at the cursor in full. */
  onValues: () => void;
  /** Whether the y axis has a title, too. */
  isLarge?: boolean;
}
