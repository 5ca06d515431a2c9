import { useMemo, useRef, useState } from "preact/hooks";
import type { BoardInfo, MediaRef } from "../../protocol/api.ts";
import type { GridColumn } from "../ui/data_grid.ts";
import { DataGridView } from "../ui/data_grid_view.tsx";
import { formatValue } from "../ui/format.ts";
import { MediumView } from "../media/medium_view.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { boardTitle } from "../state/store.ts";
import { RunLabel } from "../ui/run_label.tsx";
import { type LoggedTable, tableSource } from "../steps/row_sources.ts";
import { StepChoice } from "../steps/step_choice.tsx";
import { useStepRows } from "../steps/use_step_rows.ts";
import { useUrlStep } from "../steps/use_url_step.ts";
import { ZoomView } from "../media/zoom_view.tsx";

/** What {@linkcode TableSection} takes. */
export interface TableSectionProps {
  /** The name they were logged under. */
  name: string;
  /** The runs that have a table under it. */
  boards: BoardInfo[];
}

/** The tables that some runs logged under one name, at one step. */
export function TableSection({ name, boards }: TableSectionProps) {
  const [step, setStep] = useUrlStep("table", name);
  const makeSource = useMemo(() => tableSource(name), [name]);
  const { boards: columns, steps, loaded } = useStepRows(boards, name, makeSource, true);
  const at = step ?? steps.at(-1) ?? 0;
  return (
    <section aria-label={name} class="table-section">
      <StepChoice label={name} steps={steps} step={step} onStep={setStep} />
      {!loaded && <p class="muted">Loading…</p>}
      {columns.map(({ board, rows }) => (
        <div key={board.boardId} class="table-run">
          {boards.length > 1 && <RunLabel board={board} />}
          {rows.error !== undefined && <p class="problem" role="alert">{rows.error}</p>}
          {rows.loaded && (
            <TablesOfStep
              label={boards.length > 1 ? `${name}, ${boardTitle(board)}` : name}
              tables={rows.at(at)}
              at={at}
            />
          )}
        </div>
      ))}
    </section>
  );
}

interface TablesOfStepProps {
  label: string;
  tables: LoggedTable[] | undefined;
  at: number;
}

/** What one run has at a step. While it is on its way, what was there before stays. */
function TablesOfStep({ label, tables, at }: TablesOfStepProps) {
  const last = useRef<LoggedTable[]>([]);
  if (tables !== undefined) last.current = tables;
  const shown = last.current;
  if (shown.length === 0) {
    return <p class="muted">{tables === undefined ? "Loading…" : "Nothing up to this step."}</p>;
  }
  return (
    <>
      {shown[0].step !== at && tables !== undefined && (
        <p class="muted">from step {shown[0].step}</p>
      )}
      {shown.map((table, i) => (
        <LoggedTableView key={i} label={`${label}, step ${table.step}`} table={table} />
      ))}
    </>
  );
}

function LoggedTableView({ label, table }: { label: string; table: LoggedTable }) {
  const [opened, setOpened] = useState<MediaRef | null>(null);
  const columns = useMemo(
    () =>
      table.columns.map((name, i): GridColumn => ({ name, kind: kindOf(table.columnTypes[i]) })),
    [table],
  );
  const cell = (value: unknown, column: GridColumn) => {
    const medium = column.kind === "media" ? table.media[mediaIdOf(value) ?? ""] : undefined;
    if (medium !== undefined) {
      return <MediumView medium={medium} name={column.name} onOpen={() => setOpened(medium)} />;
    }
    return <span>{cellText(value)}</span>;
  };
  return (
    <>
      <DataGridView label={label} columns={columns} rows={table.rows} renderCell={cell} />
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

function kindOf(type: string): GridColumn["kind"] {
  return type === "number" || type === "boolean" || type === "media" ? type : "text";
}

function mediaIdOf(cell: unknown): string | undefined {
  return (cell as { mediaId?: string } | null)?.mediaId;
}

function cellText(value: unknown): string {
  const mediaId = mediaIdOf(value);
  return mediaId === undefined ? formatValue(value) : `(no file for ${mediaId.slice(0, 8)})`;
}
