import { historyOf } from "../state/history_of.ts";
import type { PanelProps } from "../ui/panel_props.ts";
import { RunFiles } from "./run_files.tsx";

/** The files that the selected runs have logged. */
export function FilesPanel({ boards }: PanelProps) {
  if (boards.length === 0) return <p class="empty">Select one or more runs to see their files.</p>;
  return (
    <div class="panel files-panel">
      {boards.map((board) => (
        <RunFiles
          key={historyOf(board).join()}
          board={board}
          hasOthers={boards.length > 1}
        />
      ))}
    </div>
  );
}
