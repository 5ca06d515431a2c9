import { useCallback, useState } from "preact/hooks";
import { boardName } from "../state/board_name.ts";
import { historyOf } from "../state/history_of.ts";
import type { PanelProps } from "../ui/panel_props.ts";
import { RunFiles } from "./run_files.tsx";

/** So many runs without files are named. */
const MAX_NAMED = 10;

/** The files that the selected runs have logged. */
export function FilesPanel({ boards }: PanelProps) {
  const [withoutFiles, setWithoutFiles] = useState<ReadonlySet<string>>(new Set());
  const onCount = useCallback((boardId: string, count: number) => {
    setWithoutFiles((before) => {
      if (before.has(boardId) === (count === 0)) return before;
      const after = new Set(before);
      if (count === 0) after.add(boardId);
      else after.delete(boardId);
      return after;
    });
  }, []);
  if (boards.length === 0) return <p class="empty">Select one or more runs to see their files.</p>;
  const empty = boards.filter(({ boardId }) => withoutFiles.has(boardId));
  return (
    <div class="panel files-panel">
      {boards.map((board) => (
        <RunFiles
          key={historyOf(board).join()}
          board={board}
          hasOthers={boards.length > 1}
          onCount={onCount}
        />
      ))}
      {empty.length === boards.length && (
        <p class="empty">
          No files were logged. Log one with <code>board.logFile("checkpoint", path)</code>.
        </p>
      )}
      {empty.length > 0 && empty.length < boards.length && (
        <p class="muted">
          No files were logged by {empty.slice(0, MAX_NAMED).map(boardName).join(", ")}
          {empty.length > MAX_NAMED && ` and ${empty.length - MAX_NAMED} more`}.
        </p>
      )}
    </div>
  );
}
