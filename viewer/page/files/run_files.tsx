import { useEffect, useMemo, useState } from "preact/hooks";
import type { BoardInfo, FileRowJson } from "../../protocol/api.ts";
import { api } from "../state/api_client.ts";
import { boardName } from "../state/board_name.ts";
import { useLiveTick } from "../state/use_live_tick.ts";
import { DataGrid } from "../ui/data_grid/data_grid.tsx";
import type { GridColumn } from "../ui/data_grid/grid_column.ts";
import { Loading } from "../ui/loading.tsx";
import { RunLabel } from "../ui/run_label.tsx";
import { ValueText } from "../ui/value_text.tsx";
import { formatBytes } from "../values/format_bytes.ts";
import { formatDateTime } from "../values/format_date_time.ts";

const COLUMNS: readonly GridColumn[] = [
  { name: "name", kind: "text" },
  { name: "step", kind: "number" },
  { name: "size", kind: "number" },
  { name: "time", kind: "text" },
  { name: "file", kind: "text" },
  { name: "metadata", kind: "text" },
];

/** Props of {@linkcode RunFiles}. */
export interface RunFilesProps {
  board: BoardInfo;
  /** Whether other runs are shown too. */
  hasOthers: boolean;
  /** Called with the number of files, once it is known and each time it may have changed. */
  onCount: (boardId: string, count: number) => void;
}

/**
 * The files that a run has logged, the newest first, with links to those that are there. Nothing of
 * a run without any: the panel says so for all runs together.
 */
export function RunFiles({ board, hasOthers, onCount }: RunFilesProps) {
  const [files, setFiles] = useState<FileRowJson[]>();
  const [error, setError] = useState<string>();
  const [tick] = useLiveTick([board], true);
  useEffect(() => {
    const abort = new AbortController();
    api.files(board.boardId, abort.signal).then(({ rows }) => {
      setFiles(rows.toReversed());
      setError(undefined);
      onCount(board.boardId, rows.length);
    }, (reason: Error) => {
      if (!abort.signal.aborted) setError(reason.message);
    });
    return () => abort.abort();
  }, [board.boardId, tick, onCount]);
  const links = useMemo(() => new Map(files?.map((file) => [file.filename, file.url])), [files]);
  const rows = useMemo(
    () =>
      files?.map(({ name, step, sizeBytes, timestamp, filename, metadata }) => [
        name,
        step,
        sizeBytes,
        timestamp === null ? "" : formatDateTime(Date.parse(timestamp)),
        filename,
        metadata ?? "",
      ]),
    [files],
  );
  const renderCell = (cell: unknown, { name }: GridColumn) => {
    if (name === "size") return <span>{formatBytes(Number(cell))}</span>;
    const url = name === "file" ? links.get(String(cell)) : undefined;
    if (url) return <a href={url} download={String(cell)}>{String(cell)}</a>;
    if (name === "file") {
      return <span class="muted" title="Removed, as keep of logFile() said">let go</span>;
    }
    return <ValueText value={cell} />;
  };
  if (rows?.length === 0 && error === undefined) return null;
  return (
    <section aria-label={`Files of ${boardName(board)}, ${board.boardId}`}>
      {hasOthers && <RunLabel board={board} />}
      {error !== undefined && <p class="problem" role="alert">{error}</p>}
      {rows === undefined && error === undefined && (
        <p class="muted">
          <Loading />
        </p>
      )}
      {rows !== undefined && rows.length > 0 && (
        <DataGrid
          label={`files of ${board.boardId}`}
          columns={COLUMNS}
          rows={rows}
          renderCell={renderCell}
        />
      )}
    </section>
  );
}
