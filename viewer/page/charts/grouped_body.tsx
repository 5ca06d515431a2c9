import type uPlot from "uplot";
import { useMemo, useRef } from "preact/hooks";
import type { GroupSeries } from "../../protocol/api.ts";
import { MAX_SERIES } from "../../protocol/max_series.ts";
import { type DrawnGroup, drawnGroups } from "../groups/draws_groups.ts";
import { useUrlState } from "../state/use_url_state.ts";
import { Loading } from "../ui/loading.tsx";
import { formatPlural } from "../values/format_plural.ts";
import type { ChartBodyProps } from "./chart_body.tsx";
import { ChartMessage } from "./chart_message.tsx";
import { ChartNotes } from "./chart_notes.tsx";
import { ChartView } from "./chart_view.tsx";
import { type ChartLine, makeScene } from "./drawing/chart_scene.ts";
import { outlierLimits } from "./drawing/outlier_limits.ts";
import { useGroupData } from "./series/use_group_data.ts";
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
import { parseRange } from "./settings/parse_range.ts";

/** One metric of groups of runs: a line and a band for each, or why there are none. */
export function GroupedBody(
  { metric, height, active, drawn, onDrawn, onValues, isLarge = false }: ChartBodyProps,
) {
  const { name, type } = metric;
  const groups = drawnGroups.value;
  const runCount = groups.reduce((sum, { boards }) => sum + boards.length, 0);
  const tooMany = runCount > MAX_SERIES;
  const kind = xKind.value;
  const hasX = kind !== "metric" || xMetric.value !== "";
  const members = useMemo(() => groups.map(({ boards }) => boards), [groups]);
  const data = useGroupData(members, name, active && hasX && !tooMany);
  const [yText, setYText] = useUrlState(`y zoom ${name}`);
  const yRange = useMemo(() => parseRange(yText), [yText]);
  const plot = useRef<uPlot | null>(null);
  const lastX = useRef<number | null>(null);
  const range = xRange.value;
  const log = yScale.value === "log" && type === "number";
  const logX = isLogX.value;
  const isWithout = leavesOutOutliers.value;
  const lines = useMemo(
    () =>
      linesOf(groups, data.groups).map((line): ChartLine => {
        const whole = data.whole?.[groups.findIndex(({ title }) => title === line.id)];
        return isWithout
          ? { ...line, limits: outlierLimits(whole?.center ?? line.points.y, log) }
          : line;
      }),
    [groups, data.groups, data.whole, isWithout, log],
  );
  const scene = useMemo(() => makeScene(lines, range, yRange, log, logX), [
    lines,
    range,
    yRange,
    log,
    logX,
  ]);
  const extent = useMemo(
    () => makeScene(linesOf(groups, data.whole), null, [0, 1], false, logX).x,
    [groups, data.whole, logX],
  );
  const titles = { x: xTitle.value, y: log ? `${name} (log)` : name };
  drawn.current = { scene, plot, isBoolean: false, lastX, titles };

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
  const lacking = (data.groups ?? []).reduce((sum, { lackingCount }) => sum + lackingCount, 0);
  return (
    <>
      <ChartView
        scene={scene}
        kind={kind}
        all={extent}
        label={`${name} over ${xLabel}, ${formatPlural(lines.length, "group")}`}
        isBoolean={false}
        xTitle={titles.x}
        yTitle={isLarge ? titles.y : undefined}
        isLoading={data.problem === null && data.groups === null}
        height={height}
        onZoomY={(range) => setYText(range?.join("~") ?? "")}
        onDrawn={onDrawn}
        onPoint={() => {}}
        onValues={onValues}
        lastX={lastX}
        plotRef={plot}
      />
      <ChartNotes
        scene={scene}
        without={name}
        lackingRuns={lacking}
        skippedRows={0}
        problem={data.problem}
      />
    </>
  );
}

function linesOf(
  groups: readonly DrawnGroup[],
  read: readonly GroupSeries[] | null,
): ChartLine[] {
  return (read ?? []).flatMap((series, index): ChartLine[] => {
    const group = groups[index];
    const { x, center, low, high, counts, runCount, n, xCount } = series;
    if (group === undefined || n === 0) return [];
    return [{
      id: group.title,
      name: `${group.heading} (${formatPlural(runCount, "run")})`,
      color: group.color,
      points: { x, y: center },
      band: { low, high, counts },
      sampled: n < xCount,
      smoothed: center,
    }];
  });
}
