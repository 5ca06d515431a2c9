import { useMemo } from "preact/hooks";
import { boardTitle } from "../state/board_title.ts";
import { DataGrid } from "../ui/data_grid/data_grid.tsx";
import type { GridColumn } from "../ui/data_grid/grid_column.ts";
import type { ComparedRun } from "./compare_runs.ts";

/** Props of {@linkcode ComparisonTable}. */
export interface ComparisonTableProps {
  /** The heading of the column of best values. */
  metric: string;
  runs: ComparedRun[];
  /** The paths of the config to show. */
  paths: string[];
}

/** Some runs, with the best value of a metric and the config of each, as a data grid. */
export function ComparisonTable({ metric, runs, paths }: ComparisonTableProps) {
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
        boardTitle(board),
        best,
        ...paths.map((path) => config.get(path) ?? null),
      ]),
    [runs, paths],
  );
  return <DataGrid label="Comparison" columns={columns} rows={rows} />;
}
