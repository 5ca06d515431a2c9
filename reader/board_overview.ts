import type { SummaryValue } from "../format/run_summary.ts";
import type { BoardExtent } from "./metrics/board_extent.ts";
import type { MetricInfo } from "./metrics/metric_info.ts";
import type { LoggedName } from "./rows/logged_names.ts";

/** What a board has, at one moment. */
export interface BoardOverview {
  /** All metrics, in the order of their first use. */
  metrics: MetricInfo[];
  /** How far the run has come: rows, steps and times. */
  extent: BoardExtent;
  /** What counts for the run as a whole, as its script says. */
  summary: { [name: string]: SummaryValue };
  /** How many alerts its script has raised; left out where it has raised none. */
  alertCount?: number;
  /** The names that media, tables and histograms were logged under, sorted. */
  names: LoggedName[];
}
