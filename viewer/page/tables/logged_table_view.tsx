import { useMemo, useState } from "preact/hooks";
import type { BoardInfo, MediaRef } from "../../protocol/api.ts";
import type { LoggedTable } from "../steps/row_sources.ts";
import { DataGrid } from "../ui/data_grid/data_grid.tsx";
import type { GridColumn, GridColumnKind } from "../ui/data_grid/grid_column.ts";
import { Dialog } from "../ui/dialog.tsx";
import { MediumView } from "../ui/media/medium_view.tsx";
import { ZoomView } from "../ui/media/zoom_view.tsx";
import { RunCell } from "../ui/run_cell.tsx";
import { ValueText } from "../ui/value_text.tsx";

/** Props of {@linkcode LoggedTableView}. */
export interface LoggedTableViewProps {
  label: string;
  table: LoggedTable;
  /** The runs that the first column names. Default: it names none. */
  runs?: readonly BoardInfo[];
}

/** One logged table as a data grid. Images in its cells can be opened. */
export function LoggedTableView({ label, table, runs }: LoggedTableViewProps) {
  const [opened, setOpened] = useState<MediaRef | null>(null);
  const columns = useMemo(
    () =>
      table.columns.map((name, i): GridColumn => ({ name, kind: kindOf(table.columnTypes[i]) })),
    [table],
  );
  const renderCell = (value: unknown, column: GridColumn) => {
    if (runs !== undefined && column === columns[0]) return <RunCell name={value} boards={runs} />;
    const mediaId = mediaIdOf(value);
    const medium = column.kind === "media" && mediaId !== undefined
      ? table.media[mediaId]
      : undefined;
    if (medium !== undefined) {
      return <MediumView medium={medium} name={column.name} onOpen={() => setOpened(medium)} />;
    }
    return mediaId === undefined
      ? <ValueText value={value} />
      : <span>{missingFile(mediaId)}</span>;
  };
  return (
    <>
      <DataGrid label={label} columns={columns} rows={table.rows} renderCell={renderCell} />
      {opened !== null && (
        <Dialog
          large
          title={opened.caption || opened.filename}
          onClose={() => setOpened(null)}
          actions={<a class="button" href={opened.url} download={opened.filename}>Download</a>}
        >
          <ZoomView src={opened.url} alt={opened.caption || opened.filename} />
        </Dialog>
      )}
    </>
  );
}

function kindOf(type: string | undefined): GridColumnKind {
  return type === "number" || type === "boolean" || type === "media" ? type : "text";
}

function mediaIdOf(cell: unknown): string | undefined {
  return (cell as { mediaId?: string } | null | undefined)?.mediaId;
}

function missingFile(mediaId: string): string {
  return `(no file for ${mediaId.slice(0, 8)})`;
}
