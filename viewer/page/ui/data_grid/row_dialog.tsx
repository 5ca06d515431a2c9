import type { ComponentChildren } from "preact";
import { cellText } from "../../values/cell_text.ts";
import { LongText } from "../long_text.tsx";
import { Dialog } from "../dialog.tsx";
import type { GridColumn } from "./grid_column.ts";

/** Props of {@linkcode RowDialog}. */
export interface RowDialogProps {
  title: string;
  columns: readonly GridColumn[];
  row: readonly unknown[];
  /** Renders a cell with media. */
  renderCell: (cell: unknown, column: GridColumn) => ComponentChildren;
  onClose: () => void;
}

/** All cells of one row of a data grid, in full. */
export function RowDialog({ title, columns, row, renderCell, onClose }: RowDialogProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <dl class="record">
        {columns.map((column, i) => (
          <div key={i}>
            <dt>{column.name}</dt>
            <dd>
              {column.kind === "media"
                ? renderCell(row[i], column)
                : <LongText text={cellText(row[i])} />}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
