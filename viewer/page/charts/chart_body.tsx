import { useMemo } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { boardColor } from "../state/board_color.ts";
import { assignPalette } from "../state/palette.ts";
import { boardName } from "../state/board_name.ts";
import { Loading } from "../ui/loading.tsx";
import { formatPlural } from "../values/format_plural.ts";
import type { ChartBodyProps } from "./chart_body_props.ts";
import type { ChartLine } from "./drawing/chart_scene.ts";
import { outlierLimits } from "./drawing/outlier_limits.ts";
import { LinesChart } from "./lines_chart.tsx";
import { lineStrands } from "./series/line_strands.ts";
import type { RunSeries } from "./series/run_series.ts";
import { smoothOnce } from "./series/smooth_once.ts";
import { useChartData, type WantedLine } from "./series/use_chart_data.ts";
import {
  leavesOutOutliers,
  smoothing,
  type XKind,
  xKind,
  xMetric,
  xRange,
  yScale,
} from "./settings/chart_settings.ts";
import { lineDash } from "./settings/line_dashes.ts";
import { hasNumbers } from "./settings/metric_entries.ts";

/** The lines of one metric or several, one per run, or a message that says why there are none. */
export function ChartBody({ active, rank, ...chart }: ChartBodyProps) {
  const { metric } = chart;
  const members = [metric, ...metric.others ?? []];
  const isBoolean = members.every(({ type }) => type === "boolean");
  const all = members.flatMap(({ name, boards }) =>
    boards.map((board) => ({ board, metric: name }))
  );
  const wanted = xKind.value === "metric"
    ? all.filter(({ board }) => hasNumbers(board, xMetric.value))
    : all;
  const boards = wanted.map(({ board }) => board);
  const { series, loaded, problem, version, point } = useChartData(wanted, active, rank);
  const kind = xKind.value;
  const log = yScale.value === "log" && !isBoolean;
  const style = smoothing.value;
  const range = xRange.value;
  const titles = boards.map(boardName);
  const colors = lineColors(wanted);
  const names = members.map(({ name }) => name);
  const key = JSON.stringify([titles, colors, names]);
  const isWithout = leavesOutOutliers.value;

  const resumed = boards.map(({ metadata }) => metadata?.resumed_at?.join() ?? "").join("/");

  const lines = useMemo(() =>
    series.flatMap((line, i): ChartLine[] => {
      const points = line.points(range);
      if (points.x.length === 0) return [];
      const strands = lineStrands(points, resumedTimes(boards[i], kind));
      return [{
        id: names.length > 1 ? JSON.stringify([line.boardId, line.metric]) : line.boardId,
        ...describeLine(line, names, titles, titles[i] ?? line.boardId),
        color: colors[i] ?? boardColor(line.boardId),
        points,
        limits: isWithout ? limitsOf(line.all?.y ?? points.y, log) : undefined,
        sampled: line.isSampled(range),
        isBoolean,
        strands,
        smoothed: isBoolean ? points.y : smoothOnce(line, points, strands, style),
      }];
    }), [series, version, range, style, key, isBoolean, kind, resumed, isWithout, log]);

  const failed = problem ?? series.find(({ problem }) => problem !== null)?.problem ?? null;
  return (
    <LinesChart
      {...chart}
      lines={lines}
      whole={lines}
      boards={boards}
      subject={members.length === 1 && lines.length === 1
        ? lines[0]?.name ?? ""
        : formatPlural(new Set(lines.map(({ id, boardId = id }) => boardId)).size, "run")}
      log={log}
      isBoolean={isBoolean}
      isLoading={failed === null && !loaded}
      emptyMessage={failed ?? (loaded ? emptyMessage(kind, boards, range) : <Loading />)}
      notes={{
        textRuns: members.reduce((sum, { textRuns = 0 }) => sum + textRuns, 0),
        lacking: [{
          metric: xMetric.value,
          runs: new Set(all.map(({ board }) => board)).size - new Set(boards).size,
        }],
        skippedRows: {
          metric: xMetric.value,
          rows: series.reduce((sum, { skippedCount }) => sum + skippedCount, 0),
        },
        problem: failed,
      }}
      onPoint={point}
    />
  );
}

/** The colours of lines: those of their runs, or of one run those of its metrics. */
function lineColors(lines: readonly WantedLine[]): string[] {
  const runs = new Set(lines.map(({ board }) => board.boardId));
  const own = lines.map(({ board: { boardId } }) => boardColor(boardId));
  if (runs.size > 1) return own;
  return assignPalette(own.map((color, i) => i === 0 ? color : undefined));
}

/** The name of a line, and what else tells it from the others of a chart with several metrics. */
function describeLine(
  { boardId, metric }: RunSeries,
  metrics: readonly string[],
  titles: readonly string[],
  title: string,
): Pick<ChartLine, "name" | "boardId" | "metric" | "dash"> {
  if (metrics.length === 1) return { name: title };
  const isOneRun = titles.every((other) => other === title);
  return {
    name: isOneRun ? metric : `${metric}, ${title}`,
    boardId,
    metric,
    dash: isOneRun ? [] : lineDash(metrics.indexOf(metric)),
  };
}

const limits = new WeakMap<Float64Array, { log: boolean; found: readonly [number, number] }>();

/** The limits of a line, found once while neither its values nor the kind of the axis change. */
function limitsOf(y: Float64Array, log: boolean): readonly [number, number] {
  const known = limits.get(y);
  if (known?.log === log) return known.found;
  const found = outlierLimits(y, log);
  limits.set(y, { log, found });
  return found;
}

/** When a run was resumed, on a time axis. */
function resumedTimes(board: BoardInfo | undefined, kind: XKind): number[] {
  const start = kind === "relative" ? Date.parse(board?.createdAt ?? "") || 0 : 0;
  return (board?.metadata?.resumed_at ?? []).map((time) => Date.parse(time) - start);
}

function emptyMessage(
  kind: XKind,
  boards: readonly BoardInfo[],
  range: readonly [number, number] | null,
): string {
  if (kind === "metric" && boards.length === 0) {
    return `No run with this metric has numbers of ${xMetric.value}.`;
  }
  if (range !== null) return "No values in this range of the x axis.";
  if (kind === "metric") {
    return "No row has both this metric and a finite value of the metric of the x axis.";
  }
  if (kind === "global") {
    return "No global step: no value was logged after a call of board.step().";
  }
  return "No values yet.";
}
