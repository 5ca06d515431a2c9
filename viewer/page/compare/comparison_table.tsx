import { useMemo } from "preact/hooks";
import { boardName } from "../state/board_name.ts";
import { DataGrid } from "../ui/data_grid/data_grid.tsx";
import type { GridColumn } from "../ui/data_grid/grid_column.ts";
import { RunCell } from "../ui/run_cell.tsx";
import { ValueText } from "../ui/value_text.tsx";
import type { ComparedRun } from "./compare_runs.ts";

/** Props of {@linkcode ComparisonTable}. */
export interface ComparisonTableProps {
  /** The heading of the column of best values. */
  metric: string;
  /** Whether the greatest value is the best: the best run is first. */
  isDescending: boolean;
  runs: ComparedRun[];
  /** The paths of the config to show. */
  paths: string[];
}

/** Some runs, with the best value of a metric and the config of each, as a data grid. */
export function ComparisonTable({ metric, isDescending, runs, paths }: ComparisonTableProps) {
  const columns = useMemo((): GridColumn[] => [
    { name: "run", kind: "text" },
    { name: metric, kind: "number" },
    ...paths.map((name): GridColumn => ({
      name,
      kind: runs.every(({ config }) => typeof (config.get(name) ?? 0) === "number")
        ? "number"
        : "text",
    })),
  ], [runs, metric, paths]);
  const rows = useMemo(
    () =>
      runs.map(({ board, best, config }) => [
        boardName(board),
        best,
        ...paths.map((path) => config.get(path) ?? null),
      ]),
    [runs, paths],
  );
  return (
    <DataGrid
      label="Comparison"
      columns={columns}
      rows={rows}
      initialSort={{ column: 1, descending: isDescending }}
      renderCell={(cell, column) =>
        column === columns[0]
          ? <RunCell name={cell} boards={runs.map(({ board }) => board)} />
          : <ValueText value={cell} />}
    />
  );
}
