import type uPlot from "uplot";
import { useMemo, useRef, useState } from "preact/hooks";
import { MAX_SERIES } from "../../protocol/max_series.ts";
import { type DrawnGroup, drawnGroups } from "../groups/draws_groups.ts";
import { assignPalette } from "../state/palette.ts";
import { useUrlState } from "../state/use_url_state.ts";
import { Loading } from "../ui/loading.tsx";
import { formatPlural } from "../values/format_plural.ts";
import { chartAlerts } from "./chart_alerts.ts";
import type { ChartBodyProps } from "./chart_body.tsx";
import { ChartMessage } from "./chart_message.tsx";
import { ChartNotes } from "./chart_notes.tsx";
import { ChartView } from "./chart_view.tsx";
import { type ChartLine, makeScene } from "./drawing/chart_scene.ts";
import { metricsScene } from "./drawing/metrics_scene.ts";
import { outlierLimits } from "./drawing/outlier_limits.ts";
import { MetricLegend } from "./metric_legend.tsx";
import { type MetricGroups, useGroupData } from "./series/use_group_data.ts";
import {
  isLogX,
  leavesOutOutliers,
  X_LABELS,
  xKind,
  xMetric,
  xRange,
  xTitle,
  yScale,
} from "./settings/chart_settings.ts";
import { lineDash } from "./settings/line_dashes.ts";
import { chartTitle } from "./settings/metric_entries.ts";
import { parseRange } from "./settings/parse_range.ts";
import { chosenScales } from "./settings/y_scales.ts";

/** Metrics of groups of runs: per metric a line and a band for each group, or why there are none. */
export function GroupedBody(
  { metric, height, active, drawn, onDrawn, onValues, isLarge = false }: ChartBodyProps,
) {
  const { name, others = [] } = metric;
  const names = [name, ...others.map(({ name }) => name)];
  const isNumber = [metric, ...others].some(({ type }) => type === "number");
  const groups = drawnGroups.value;
  const runCount = groups.reduce((sum, { boards }) => sum + boards.length, 0);
  const tooMany = runCount > MAX_SERIES;
  const kind = xKind.value;
  const hasX = kind !== "metric" || xMetric.value !== "";
  const members = useMemo(() => groups.map(({ boards }) => boards), [groups]);
  const data = useGroupData(members, names, active && hasX && !tooMany);
  const [yText, setYText] = useUrlState(`y zoom ${name}`);
  const yRange = useMemo(() => parseRange(yText), [yText]);
  const [legendHeight, setLegendHeight] = useState(0);
  const plot = useRef<uPlot | null>(null);
  const lastX = useRef<number | null>(null);
  const range = xRange.value;
  const log = yScale.value === "log" && isNumber;
  const logX = isLogX.value;
  const isWithout = leavesOutOutliers.value;
  const key = JSON.stringify(names);
  const lines = useMemo(() => {
    // The limits are of the whole axis, and the same at each zoom.
    const whole = new Map(linesOf(groups, names, data.whole).map((line) => [line.id, line]));
    return linesOf(groups, names, data.groups).map((line): ChartLine => {
      const y = (whole.get(line.id) ?? line).points.y;
      return isWithout ? { ...line, limits: outlierLimits(y, log) } : line;
    });
  }, [groups, key, data.groups, data.whole, isWithout, log]);
  const scales = chosenScales(name);
  const { scene, ranges } = useMemo(
    () => metricsScene(lines, { range, yRange, log, logX, scales }),
    [lines, range, yRange, log, logX, scales],
  );
  const extent = useMemo(
    () => makeScene(linesOf(groups, names, data.whole), null, [0, 1], false, logX).x,
    [groups, key, data.whole, logX],
  );
  const yTitle = names.length > 1 ? "" : log ? `${name} (log)` : name;
  const titles = { x: xTitle.value, y: yTitle };
  const alerts = chartAlerts(members.flat(), kind);
  drawn.current = { scene, plot, isBoolean: false, lastX, titles, alerts };

  if (!hasX) {
    return <ChartMessage height={height}>Select a metric for the x axis above.</ChartMessage>;
  }
  if (tooMany) {
    return (
      <ChartMessage height={height}>
        Groups may have {MAX_SERIES} runs together, these have {runCount}: filter the list of runs.
      </ChartMessage>
    );
  }
  if (lines.length === 0) {
    const isLoaded = data.groups !== null || data.problem !== null;
    return (
      <ChartMessage height={height}>
        {data.problem ?? (isLoaded ? "No values here." : <Loading />)}
      </ChartMessage>
    );
  }
  const xLabel = kind === "metric" ? xMetric.value : X_LABELS[kind].toLowerCase();
  const drawnCount = new Set(lines.map(({ id, boardId = id }) => boardId)).size;
  return (
    <>
      <ChartView
        scene={scene}
        kind={kind}
        all={extent}
        label={`${chartTitle(metric)} over ${xLabel}, ${formatPlural(drawnCount, "group")}`}
        isBoolean={false}
        xTitle={titles.x}
        yTitle={isLarge && yTitle !== "" ? yTitle : undefined}
        alerts={alerts}
        isLoading={data.problem === null && data.groups === null}
        height={height - (names.length > 1 ? legendHeight : 0)}
        onZoomY={(range) => setYText(range?.join("~") ?? "")}
        onDrawn={onDrawn}
        onPoint={() => {}}
        onValues={onValues}
        lastX={lastX}
        plotRef={plot}
      />
      {names.length > 1 && (
        <MetricLegend names={names} lines={lines} ranges={ranges} onHeight={setLegendHeight} />
      )}
      <ChartNotes
        scene={scene}
        lacking={names.map((metric, i) => ({
          metric,
          isTitle: names.length === 1,
          runs: (data.groups?.[i] ?? []).reduce((sum, { lackingCount }) => sum + lackingCount, 0),
        }))}
        problem={data.problem}
      />
    </>
  );
}

/** A line per metric and group: in the colour of its group, or of one group in that of its metric. */
function linesOf(
  groups: readonly DrawnGroup[],
  names: readonly string[],
  read: MetricGroups | null,
): ChartLine[] {
  const isOneGroup = groups.length === 1;
  const ofMetrics = assignPalette(names.map((_, i) => i === 0 ? groups[0]?.color : undefined));
  return names.flatMap((metric, place) =>
    (read?.[place] ?? []).flatMap((series, index): ChartLine[] => {
      const group = groups[index];
      const { x, center, low, high, counts, runCount, n, xCount } = series;
      if (group === undefined || n === 0) return [];
      const { title, heading } = group;
      const runs = formatPlural(runCount, "run");
      const groupName = `${heading} (${runs})`;
      const own = names.length === 1 ? { id: title, name: groupName, nameBesideCount: heading } : {
        id: JSON.stringify([title, metric]),
        name: isOneGroup ? `${metric} (${runs})` : `${metric}, ${groupName}`,
        nameBesideCount: isOneGroup ? metric : `${metric}, ${heading}`,
        groupName,
        boardId: title,
        metric,
        dash: isOneGroup ? [] : lineDash(place),
      };
      return [{
        ...own,
        color: isOneGroup ? ofMetrics[place] ?? group.color : group.color,
        points: { x, y: center },
        band: { low, high, counts },
        sampled: n < xCount,
        smoothed: center,
      }];
    })
  );
}
