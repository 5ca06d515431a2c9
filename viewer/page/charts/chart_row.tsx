import { ChartCard } from "./chart_card.tsx";
import { moveMetric, toggleGroup } from "./settings/chart_layout.ts";
import { type LayoutRow, PINNED, type PlacedChart } from "./settings/place_charts.ts";

/** Props of {@linkcode ChartRow}. */
export interface ChartRowProps {
  row: LayoutRow;
  /** All rows of the panel. */
  rows: LayoutRow[];
  /** How many columns the panel has. */
  columns: number;
}

/** A row of the panel: the heading of a group, charts side by side, or small groups side by side. */
export function ChartRow({ row, rows, columns }: ChartRowProps) {
  if (row.kind === "group") return <GroupHead section={row} />;
  if (row.kind === "charts") {
    return (
      <Cards charts={row.charts} group={row.group} rows={rows} columns={columns} span={columns} />
    );
  }
  return (
    <div class="chart-row" style={gridOf(columns)}>
      {row.sections.map((section) => (
        <section
          key={section.name}
          class="chart-section"
          aria-label={section.title}
          style={{ gridColumn: `span ${section.columns}` }}
        >
          <GroupHead section={section} />
          <Cards
            charts={section.charts}
            group={section.name}
            rows={rows}
            columns={columns}
            span={section.columns}
          />
        </section>
      ))}
    </div>
  );
}

function GroupHead(
  { section }: { section: Omit<LayoutRow & { kind: "group" }, "kind" | "height"> },
) {
  const { name, title, count, closed } = section;
  return (
    <h2 class="chart-group">
      <button type="button" aria-expanded={!closed} onClick={() => toggleGroup(name)}>
        <span class="chevron" aria-hidden="true">{closed ? "▸" : "▾"}</span>
        <span class="chart-group-name" title={title}>{title}</span>{" "}
        <span class="muted">{count}</span>
      </button>
    </h2>
  );
}

interface CardsProps {
  charts: readonly PlacedChart[];
  /** The name of their group. */
  group: string;
  rows: readonly LayoutRow[];
  /** How many columns the panel has, and how many of them these charts may span. */
  columns: number;
  span: number;
}

/** Charts of one group, side by side. */
function Cards({ charts, group, rows, columns, span }: CardsProps) {
  const names = rows.flatMap((row) => chartsOf(row, group)).map(({ metric }) => metric.name);
  return (
    <div class="chart-row" style={gridOf(span)}>
      {charts.map((chart) => {
        const { name } = chart.metric;
        const index = names.indexOf(name);
        return (
          <ChartCard
            key={name}
            chart={chart}
            columns={columns}
            isPinned={group === PINNED}
            onMove={(by) => {
              const neighbour = names[index + by];
              return neighbour === undefined
                ? null
                : () => moveMetric(name, neighbour, by > 0, names);
            }}
            onDrop={(dragged) => {
              if (!names.includes(dragged)) return;
              moveMetric(dragged, name, names.indexOf(dragged) < index, names);
            }}
          />
        );
      })}
    </div>
  );
}

function chartsOf(row: LayoutRow, group: string): readonly PlacedChart[] {
  if (row.kind === "charts") return row.group === group ? row.charts : [];
  if (row.kind === "group") return [];
  return row.sections.find(({ name }) => name === group)?.charts ?? [];
}

function gridOf(columns: number): { gridTemplateColumns: string } {
  return { gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` };
}
