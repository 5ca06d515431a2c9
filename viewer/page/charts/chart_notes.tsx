import { formatPlural } from "../values/format_plural.ts";
import { type ChartScene, isOutOfView } from "./drawing/chart_scene.ts";
import { OUTLIER_RULE } from "./drawing/outlier_limits.ts";

/** Props of {@linkcode ChartNotes}. */
export interface ChartNotesProps {
  scene: ChartScene;
  /** How many runs have no numbers of which metrics; that in the chart's title needs no name. */
  lacking: readonly { metric: string; runs: number; isTitle?: boolean }[];
  /** How many runs have texts where others have numbers. */
  textRuns?: number;
  /** How many rows have a value of the metric of the x axis that is not finite. */
  skippedRows?: { metric: string; rows: number };
  /** Why the last request failed; `null` if it succeeded. */
  problem: string | null;
}

/** Counts of visible values that a chart can only mark or not show at all, and its problem. */
export function ChartNotes(
  { scene, lacking, textRuns = 0, skippedRows, problem }: ChartNotesProps,
) {
  const { nonFinite, unplaced, unplacedX, outliers } = scene;
  // Without all rows the counts are lower bounds.
  const least = scene.sampled ? "≥ " : "";
  const among = scene.sampled ? ", among the points that are drawn" : "";
  return (
    <div class="chart-notes">
      {isOutOfView(scene) && <span>No values in this range of the x axis.</span>}
      {nonFinite.nan > 0 && <span title={`NaN values${among}`}>✕ {least}{nonFinite.nan} NaN</span>}
      {nonFinite.plus > 0 && (
        <span title={`Infinite values${among}`}>▲ {least}{nonFinite.plus} ∞</span>
      )}
      {nonFinite.minus > 0 && (
        <span title={`Negative infinite values${among}`}>▼ {least}{nonFinite.minus} -∞</span>
      )}
      {unplaced > 0 && (
        <span title={`A logarithmic axis cannot show them${among}`}>
          {least}
          {unplaced} ≤ 0 not shown
        </span>
      )}
      {unplacedX > 0 && (
        <span title={`A logarithmic x axis cannot show them${among}`}>
          {least}
          {unplacedX} at x ≤ 0 not shown
        </span>
      )}
      {outliers > 0 && (
        <span title={`${OUTLIER_RULE}${scene.sampled ? ` Counted${among}.` : ""}`}>
          ↕ {least}
          {formatPlural(outliers, "outlier")} beyond the axis
        </span>
      )}
      {lacking.map(({ metric, runs, isTitle }) =>
        runs > 0 && (
          <span key={metric} title={`These runs have no numbers of ${metric}`}>
            {formatPlural(runs, "run")} without {isTitle ? "it" : metric}
          </span>
        )
      )}
      {textRuns > 0 && (
        <span title="Its texts are listed where no run with numbers is selected">
          {formatPlural(textRuns, "run")} with texts
        </span>
      )}
      {skippedRows !== undefined && skippedRows.rows > 0 && (
        <span title={`Of these rows, ${skippedRows.metric} is NaN or infinite`}>
          {formatPlural(skippedRows.rows, "row")} without a finite x
        </span>
      )}
      {problem && <span class="problem" role="alert">{problem}</span>}
    </div>
  );
}
