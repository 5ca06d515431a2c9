import { ChartCard } from "./chart_card.tsx";
import { moveMetric, toggleGroup } from "./settings/chart_layout.ts";
import { type LayoutRow, PINNED } from "./settings/place_charts.ts";

/** Props of {@linkcode ChartRow}. */
export interface ChartRowProps {
  row: LayoutRow;
  /** All rows of the panel. */
  rows: LayoutRow[];
  /** How many columns the panel has. */
  columns: number;
}

/** A row of the panel: the heading of a group, or charts side by side. */
export function ChartRow({ row, rows, columns }: ChartRowProps) {
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
        const index = group.indexOf(name);
        return (
          <ChartCard
            key={name}
            chart={chart}
            columns={columns}
            isPinned={row.group === PINNED}
            onMove={(by) => {
              const neighbour = group[index + by];
              return neighbour === undefined
                ? null
                : () => moveMetric(name, neighbour, by > 0, group);
            }}
            onDrop={(dragged) => {
              if (!group.includes(dragged)) {
                return;
              }
              moveMetric(dragged, name, group.indexOf(dragged) < index, group);
            }}
          />
        );
      })}
    </div>
  );
}
