import type uPlot from "uplot";
import type { ComponentChildren } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { useUrlState } from "../state/use_url_state.ts";
import { chartAlerts } from "./chart_alerts.ts";
import type { ChartBodyProps } from "./chart_body_props.ts";
import { ChartMessage } from "./chart_message.tsx";
import { ChartNotes, type ChartNotesProps } from "./chart_notes.tsx";
import { ChartView } from "./chart_view.tsx";
import { type ChartLine, makeScene } from "./drawing/chart_scene.ts";
import { metricsScene } from "./drawing/metrics_scene.ts";
import { MetricLegend } from "./metric_legend.tsx";
import { isLogX, X_LABELS, xKind, xMetric, xRange, xTitle } from "./settings/chart_settings.ts";
import { chartTitle } from "./settings/metric_entries.ts";
import { parseRange } from "./settings/parse_range.ts";
import { chosenScales } from "./settings/y_scales.ts";

/** Props of {@linkcode LinesChart}. */
export interface LinesChartProps extends Omit<ChartBodyProps, "active" | "rank"> {
  lines: ChartLine[];
  /** The lines over the whole x axis. */
  whole: ChartLine[];
  /** The runs whose alerts are marked. */
  boards: readonly BoardInfo[];
  /** What the lines are of, for the accessible name: `3 runs`. */
  subject: string;
  /** Whether the y axis is logarithmic. */
  log: boolean;
  /** Whether the values are `false` and `true`. */
  isBoolean: boolean;
  /** Whether lines are missing that were requested. */
  isLoading: boolean;
  /** What is shown if there are no lines. */
  emptyMessage: ComponentChildren;
  /** What else is said below the chart. */
  notes: Omit<ChartNotesProps, "scene">;
  /** Called when the pointer enters or leaves the chart. */
  onPoint?: (isPointedAt: boolean) => void;
}

/** A chart of lines, with the legend of its metrics and its notes; or a message in its place. */
export function LinesChart({
  metric,
  height,
  drawn,
  onDrawn,
  onValues,
  isLarge = false,
  lines,
  whole,
  boards,
  subject,
  log,
  isBoolean,
  isLoading,
  emptyMessage,
  notes,
  onPoint = () => {},
}: LinesChartProps) {
  const { name, others = [] } = metric;
  const names = [name, ...others.map(({ name }) => name)];
  const hasLegend = names.length > 1;
  const [yText, setYText] = useUrlState(`y zoom ${name}`);
  const yRange = useMemo(() => parseRange(yText), [yText]);
  const [legendHeight, setLegendHeight] = useState(0);
  const plot = useRef<uPlot | null>(null);
  const lastX = useRef<number | null>(null);
  const kind = xKind.value;
  const range = xRange.value;
  const logX = isLogX.value;
  const scales = chosenScales(name);
  const { scene, ranges } = useMemo(
    () => {
      const asked = yRange ?? (isBoolean ? [-0.1, 1.1] as const : null);
      return metricsScene(lines, { range, yRange: asked, log, logX, scales });
    },
    [lines, range, yRange, log, logX, isBoolean, scales],
  );
  const extent = useMemo(() => makeScene(whole, null, [0, 1], false, logX).x, [whole, logX]);
  const yTitle = hasLegend ? "" : log ? `${name} (log)` : name;
  const titles = { x: xTitle.value, y: yTitle };
  const alerts = chartAlerts(boards, kind);
  drawn.current = { scene, plot, isBoolean, lastX, titles, alerts };

  if (kind === "metric" && xMetric.value === "") {
    return <ChartMessage height={height}>Select a metric for the x axis above.</ChartMessage>;
  }
  if (lines.length === 0) return <ChartMessage height={height}>{emptyMessage}</ChartMessage>;
  const xLabel = kind === "metric" ? xMetric.value : X_LABELS[kind].toLowerCase();
  return (
    <>
      <ChartView
        scene={scene}
        kind={kind}
        all={extent}
        label={`${chartTitle(metric)} over ${xLabel}, ${subject}`}
        xTitle={titles.x}
        yTitle={isLarge && yTitle !== "" ? yTitle : undefined}
        isBoolean={isBoolean}
        alerts={alerts}
        isLoading={isLoading}
        height={height - (hasLegend ? legendHeight : 0)}
        onZoomY={(range) => setYText(range?.join("~") ?? "")}
        onDrawn={onDrawn}
        onPoint={onPoint}
        onValues={onValues}
        lastX={lastX}
        plotRef={plot}
      />
      {hasLegend && (
        <MetricLegend names={names} lines={lines} ranges={ranges} onHeight={setLegendHeight} />
      )}
      <ChartNotes scene={scene} {...notes} />
    </>
  );
}
