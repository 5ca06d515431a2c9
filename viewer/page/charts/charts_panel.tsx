import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { plural } from "../ui/format.ts";
import type { PanelProps } from "../state/panel_props.ts";
import { VirtualList } from "../ui/virtual_list.tsx";
import { ChartCard } from "./chart_card.tsx";
import {
  chartLayout,
  type LayoutRow,
  moveMetric,
  PINNED,
  placeCharts,
  toggleGroup,
} from "./settings/chart_layout.ts";
import { chartSize, metricSearch } from "./settings/chart_settings.ts";
import { ChartsToolbar } from "./charts_toolbar.tsx";
import { listMetrics } from "./settings/metric_entries.ts";

/** How wide a chart is at least, and how high its drawing is, in pixels. */
const SIZES: Record<string, { width: number; height: number }> = {
  s: { width: 220, height: 140 },
  m: { width: 310, height: 200 },
  l: { width: 560, height: 320 },
};
const GAP = 10;

/** A chart for each metric of the chosen runs, in their groups. Only those in sight are there. */
export function ChartsPanel({ boards }: PanelProps) {
  const area = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const look = () => setWidth(area.current!.clientWidth);
    const observer = new ResizeObserver(look);
    observer.observe(area.current!);
    look();
    return () => observer.disconnect();
  }, []);

  const metrics = useMemo(() => listMetrics(boards), [boards]);
  const wanted = metricSearch.value.trim().toLowerCase();
  const shown = useMemo(
    () => metrics.filter(({ name }) => name.toLowerCase().includes(wanted)),
    [metrics, wanted],
  );
  const size = Object.hasOwn(SIZES, chartSize.value) ? SIZES[chartSize.value] : SIZES.m;
  const columns = Math.max(1, Math.floor((width + GAP) / (size.width + GAP)));
  const layout = chartLayout.value;
  const rows = useMemo(
    () => placeCharts(shown, layout, columns, size.height),
    [shown, layout, columns, size.height],
  );
  const heights = useMemo(() => rows.map(({ height }) => height), [rows]);
  const broken = boards.filter(({ status }) => status === "broken");

  return (
    <div class="panel charts-panel">
      <ChartsToolbar boards={boards} />
      {broken.map(({ boardId, problems }) => (
        <p class="problem" key={boardId}>{boardId} cannot be read: {problems.join("; ")}</p>
      ))}
      {boards.length === 0 && (
        <p class="empty">No run is chosen. Choose one or more in the list of runs.</p>
      )}
      {boards.length > broken.length && metrics.length === 0 && (
        <p class="empty">
          {boards.some(({ pending }) => pending) ? "Reading…" : (
            <>
              No metrics yet. They appear with the first <code>board.log(…)</code>.
            </>
          )}
        </p>
      )}
      {metrics.length > 0 && (
        <p class="charts-count muted" role="status">
          {wanted === ""
            ? plural(metrics.length, "metric")
            : `${shown.length} of ${plural(metrics.length, "metric")}`}
          {boards.length > 1 && `, ${boards.length} runs`}
        </p>
      )}
      <div ref={area}>
        {width > 0 && (
          <VirtualList heights={heights} keyOf={(i) => keyOf(rows[i])}>
            {(i) => <ChartRow row={rows[i]} rows={rows} columns={columns} />}
          </VirtualList>
        )}
      </div>
    </div>
  );
}

function keyOf(row: LayoutRow): string {
  return row.kind === "group" ? `group ${row.name}` : `charts ${row.charts[0].metric.name}`;
}

function ChartRow({ row, rows, columns }: { row: LayoutRow; rows: LayoutRow[]; columns: number }) {
  if (row.kind === "group") {
    return (
      <h2 class="chart-group">
        <button
          type="button"
          aria-expanded={!row.closed}
          onClick={() => toggleGroup(row.name)}
        >
          <span class="chevron" aria-hidden="true">{row.closed ? "▸" : "▾"}</span>
          {row.title} <span class="muted">{row.count}</span>
        </button>
      </h2>
    );
  }
  const group = rows.flatMap((other) =>
    other.kind === "charts" && other.group === row.group
      ? other.charts.map(({ metric }) => metric.name)
      : []
  );
  return (
    <div class="chart-row" style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
      {row.charts.map((chart) => {
        const { name } = chart.metric;
        const at = group.indexOf(name);
        return (
          <ChartCard
            key={name}
            chart={chart}
            columns={columns}
            isPinned={row.group === PINNED}
            onMove={(by) =>
              group[at + by] === undefined
                ? null
                : () => moveMetric(name, group[at + by], by > 0, group)}
            onDrop={(dragged) => {
              if (!group.includes(dragged)) {
                return;
              }
              moveMetric(dragged, name, group.indexOf(dragged) < at, group);
            }}
          />
        );
      })}
    </div>
  );
}
