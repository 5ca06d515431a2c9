import { useMemo } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { boardName } from "../state/board_name.ts";
import { DataGrid } from "../ui/data_grid/data_grid.tsx";
import type { GridColumn } from "../ui/data_grid/grid_column.ts";
import { RunCell } from "../ui/run_cell.tsx";
import { ValueText } from "../ui/value_text.tsx";
import type { MetadataLeaf } from "./compare_metadata.ts";

/** Props of {@linkcode RunsGrid}. */
export interface RunsGridProps {
  label: string;
  leaves: readonly MetadataLeaf[];
  boards: readonly BoardInfo[];
}

/** Values of metadata, transposed: one row per run, one column per path. */
export function RunsGrid({ label, leaves, boards }: RunsGridProps) {
  const columns = useMemo((): GridColumn[] => [
    { name: "run", kind: "text" },
    ...leaves.map(({ path, values }): GridColumn => ({
      name: path,
      kind: values.every((value) => typeof (value ?? 0) === "number") ? "number" : "text",
    })),
  ], [leaves]);
  const rows = useMemo(
    () =>
      boards.map((board, i) => [
        boardName(board),
        ...leaves.map(({ values }) => values[i] ?? null),
      ]),
    [leaves, boards],
  );
  return (
    <DataGrid
      label={label}
      columns={columns}
      rows={rows}
      renderCell={(cell, column) =>
        column === columns[0]
          ? <RunCell name={cell} boards={boards} />
          : <ValueText value={cell} />}
    />
  );
}
