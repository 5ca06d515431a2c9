import type uPlot from "uplot";
import type { ChartAlert } from "./drawing/alert_marks_of.ts";
import type { ChartScene } from "./drawing/chart_scene.ts";

/** What a chart has drawn, for downloads. */
export interface DrawnChart {
  scene: ChartScene;
  plot: { current: uPlot | null };
  isBoolean: boolean;
  /** The x at which the cursor was last; `null` if it was not there yet. */
  lastX: { current: number | null };
  /** What the axes are of. */
  titles: { x: string; y: string };
  /** What is marked on it. */
  alerts: readonly ChartAlert[];
}
