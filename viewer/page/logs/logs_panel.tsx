import { boardTitle } from "../state/board_title.ts";
import { useUrlState } from "../state/use_url_state.ts";
import type { PanelProps } from "../ui/panel_props.ts";
import { RunLogs } from "./run_logs.tsx";

/** The logs of one of the selected runs. */
export function LogsPanel({ boards }: PanelProps) {
  const [chosen, setChosen] = useUrlState("log");
  const board = boards.find(({ boardId }) => boardId === chosen) ?? boards[0];
  if (board === undefined) return <p class="empty">Select a run to see its logs.</p>;
  return (
    <div class="panel logs-panel">
      {boards.length > 1 && (
        <div class="panel-bar">
          <label>
            Run{" "}
            <select
              value={board.boardId}
              onChange={(event) => setChosen(event.currentTarget.value)}
            >
              {boards.map((board) => (
                <option key={board.boardId} value={board.boardId}>
                  {boardTitle(board)} ({board.boardId})
                </option>
              ))}
            </select>
          </label>
        </div>
      )}
      <RunLogs key={`${board.boardId}/${board.createdAt}`} board={board} />
    </div>
  );
}
