import { useEffect, useMemo, useRef } from "preact/hooks";
import { Loading } from "../ui/loading.tsx";
import type { PanelProps } from "../ui/panel_props.ts";
import { UnreadableRuns } from "../ui/unreadable_runs.tsx";
import { useWidth } from "../ui/use_width.ts";
import { VirtualList } from "../ui/virtual_list.tsx";
import { formatPlural } from "../values/format_plural.ts";
import { groupKeys } from "../runs/data/visible_runs.ts";
import { useBoardAlerts } from "../state/board_alerts.ts";
import { drawnGroups, drawsGroups } from "../groups/draws_groups.ts";
import { boardsToDraw } from "../groups/drawn_ranks.ts";
import { TrainingNotes } from "../groups/training_notes.tsx";
import { alsoShown } from "../state/also_shown.ts";
import { GroupLegend } from "./group_legend.tsx";
import { ColorLegend } from "./color_legend.tsx";
import { CombineDialog } from "./combine_dialog.tsx";
import { ChartRow } from "./chart_row.tsx";
import { ChartsToolbar } from "./charts_toolbar.tsx";
import { chartLayout } from "./settings/chart_layout.ts";
import { chartSize, metricSearch } from "./settings/chart_settings.ts";
import { fullScreenChart } from "./settings/full_screen.ts";
import { combinedMetrics, combiningHost, joinEntries } from "./settings/combined_metrics.ts";
import { chartTitle, listMetrics, type MetricEntry } from "./settings/metric_entries.ts";
import { type LayoutRow, placeCharts } from "./settings/place_charts.ts";
import { foldText } from "../values/fold_text.ts";

/** The least width of a chart and the height of its plot, in pixels, by the size of charts. */
const SIZES = {
  s: { width: 220, height: 140 },
  m: { width: 310, height: 200 },
  l: { width: 560, height: 320 },
};
const GAP = 10;

/** A chart for each metric of the selected runs, in groups. Only visible charts are rendered. */
export function ChartsPanel({ boards: selected }: PanelProps) {
  const area = useRef<HTMLDivElement>(null);
  const width = useWidth(area);

  const isGrouped = drawsGroups.value;
  // Groups by fields are of all runs that match the filter, whatever is selected on the screen.
  const boards = isGrouped
    ? drawnGroups.value.flatMap(({ boards }) => boards)
    : boardsToDraw(selected);
  useEffect(() => {
    alsoShown.value = isGrouped ? [] : boards.filter((board) => !selected.includes(board));
  }, [isGrouped, boards.map(({ boardId }) => boardId).join("\0")]);
  useEffect(() => () => {
    alsoShown.value = [];
  }, []);
  const metrics = useMemo(() => listMetrics(boards), [boards]);
  const wanted = foldText(metricSearch.value.trim());
  const combined = combinedMetrics.value;
  const entries = useMemo(() => joinEntries(metrics, combined), [metrics, combined]);
  const shown = useMemo(
    () =>
      entries.filter((entry) =>
        [entry, ...entry.others ?? []].some(({ name }) => foldText(name).includes(wanted)) ||
        foldText(chartTitle(entry)).includes(wanted)
      ),
    [entries, wanted],
  );
  const size = SIZES[isSize(chartSize.value) ? chartSize.value : "m"];
  const columns = Math.max(1, Math.floor((width + GAP) / (size.width + GAP)));
  const layout = chartLayout.value;
  const rows = useMemo(
    () => placeCharts(shown, layout, columns, size.height),
    [shown, layout, columns, size.height],
  );
  const heights = useMemo(() => rows.map(({ height }) => height), [rows]);
  const inFull = fullScreenChart.value;
  useEffect(() => {
    // What a link shows in full screen may be far below: it is shown by its card, which must be there.
    const at = inFull === "" ? -1 : rows.findIndex((row) => hasChart(row, inFull));
    const isShown = area.current?.querySelector("dialog.is-large") !== null;
    if (at < 0 || width === 0 || isShown) return;
    const top = heights.slice(0, at).reduce((sum, height) => sum + height, 0);
    area.current?.closest(".panel-area")?.scrollTo(0, top);
  }, [inFull, rows, width > 0]);
  useBoardAlerts(boards);
  const hasReadable = boards.some(({ isUnreadable }) => !isUnreadable);

  return (
    <div class="panel charts-panel">
      <ChartsToolbar boards={boards} selected={selected} />
      <UnreadableRuns boards={boards} />
      {boards.length === 0 && (
        <p class="empty">No run is selected. Select one or more in the list of runs.</p>
      )}
      {hasReadable && metrics.length === 0 && (
        <p class="empty">
          {boards.some(({ pending }) => pending) ? <Loading /> : (
            <>
              No metrics yet. They appear after the first <code>board.log(…)</code>.
            </>
          )}
        </p>
      )}
      {metrics.length > 0 && (
        <p class="charts-count muted" role="status">
          {wanted === ""
            ? formatPlural(metrics.length, "metric")
            : `${countMetrics(shown)} of ${formatPlural(metrics.length, "metric")}`}
          {isGrouped
            ? `, ${formatPlural(drawnGroups.value.length, "group")} of ${
              formatPlural(boards.length, "run")
            }${groupKeys.value.length > 0 ? ": all that match the filter" : ""}`
            : boards.length > 1 && `, ${boards.length} runs`}
        </p>
      )}
      {metrics.length > 0 && (isGrouped ? <GroupLegend /> : <ColorLegend boards={boards} />)}
      {!isGrouped && <TrainingNotes boards={selected} />}
      <div ref={area}>
        {width > 0 && (
          <VirtualList heights={heights} keyOf={(i) => keyOf(rows[i]) ?? i}>
            {(i) => rows[i] && <ChartRow row={rows[i]} rows={rows} columns={columns} />}
          </VirtualList>
        )}
      </div>
      {combiningHost.value !== null && (
        <CombineDialog
          host={combiningHost.value}
          metrics={metrics}
          onClose={() => combiningHost.value = null}
        />
      )}
    </div>
  );
}

function countMetrics(entries: readonly MetricEntry[]): number {
  return entries.reduce((sum, { others = [] }) => sum + 1 + others.length, 0);
}

function isSize(text: string): text is keyof typeof SIZES {
  return Object.hasOwn(SIZES, text);
}

function hasChart(row: LayoutRow, metric: string): boolean {
  if (row.kind === "group") return false;
  const charts = row.kind === "charts" ? row.charts : row.sections.flatMap(({ charts }) => charts);
  return charts.some(({ metric: { name } }) => name === metric);
}

function keyOf(row: LayoutRow | undefined): string | undefined {
  if (row?.kind === "group") return `group ${row.name}`;
  if (row?.kind === "sections") return `sections ${row.sections[0]?.name}`;
  return row && `charts ${row.charts[0]?.metric.name}`;
}
