import { useMemo } from "preact/hooks";
import { MAX_SERIES } from "../../protocol/max_series.ts";
import { type DrawnGroup, drawnGroups } from "../groups/draws_groups.ts";
import { assignPalette } from "../state/palette.ts";
import { Loading } from "../ui/loading.tsx";
import { formatPlural } from "../values/format_plural.ts";
import type { ChartBodyProps } from "./chart_body_props.ts";
import type { ChartLine } from "./drawing/chart_scene.ts";
import { outlierLimits } from "./drawing/outlier_limits.ts";
import { LinesChart } from "./lines_chart.tsx";
import { type MetricGroups, useGroupData } from "./series/use_group_data.ts";
import { leavesOutOutliers, xKind, xMetric, yScale } from "./settings/chart_settings.ts";
import { lineDash } from "./settings/line_dashes.ts";

/** Metrics of groups of runs: per metric a line and a band for each group, or why there are none. */
export function GroupedBody({ active, rank: _, ...chart }: ChartBodyProps) {
  const { name, others = [] } = chart.metric;
  const names = [name, ...others.map(({ name }) => name)];
  const isNumber = [chart.metric, ...others].some(({ type }) => type === "number");
  const groups = drawnGroups.value;
  const runCount = groups.reduce((sum, { boards }) => sum + boards.length, 0);
  const tooMany = runCount > MAX_SERIES;
  const hasX = xKind.value !== "metric" || xMetric.value !== "";
  const members = useMemo(() => groups.map(({ boards }) => boards), [groups]);
  const data = useGroupData(members, names, active && hasX && !tooMany);
  const log = yScale.value === "log" && isNumber;
  const isWithout = leavesOutOutliers.value;
  const key = JSON.stringify(names);
  const whole = useMemo(() => linesOf(groups, names, data.whole), [groups, key, data.whole]);
  const lines = useMemo(() => {
    // The limits are of the whole axis, and the same at each zoom.
    const ofAll = new Map(whole.map((line) => [line.id, line]));
    return linesOf(groups, names, data.groups).map((line): ChartLine => {
      const y = (ofAll.get(line.id) ?? line).points.y;
      return isWithout ? { ...line, limits: outlierLimits(y, log) } : line;
    });
  }, [groups, key, data.groups, whole, isWithout, log]);

  const isLoaded = data.groups !== null || data.problem !== null;
  const tooManyMessage = `Groups may have ${MAX_SERIES} runs together, these have ${runCount}: ` +
    "filter the list of runs.";
  return (
    <LinesChart
      {...chart}
      lines={tooMany ? [] : lines}
      whole={whole}
      boards={members.flat()}
      subject={formatPlural(new Set(lines.map(({ id, boardId = id }) => boardId)).size, "group")}
      log={log}
      isBoolean={false}
      isLoading={!isLoaded}
      emptyMessage={tooMany
        ? tooManyMessage
        : data.problem ?? (isLoaded ? "No values here." : <Loading />)}
      notes={{
        lacking: names.map((metric, i) => ({
          metric,
          isTitle: names.length === 1,
          runs: (data.groups?.[i] ?? []).reduce((sum, { lackingCount }) => sum + lackingCount, 0),
        })),
        problem: data.problem,
      }}
    />
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
