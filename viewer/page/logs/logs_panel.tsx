import { useMemo } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import type { PanelProps } from "../state/panel_props.ts";
import { api } from "../state/api_client.ts";
import { LogView } from "./log_view.tsx";
import { boardTitle } from "../state/store.ts";
import { useUrlState } from "../state/use_url_state.ts";

/** What a chosen run printed, and beside it what its writer did. */
export function LogsPanel({ boards }: PanelProps) {
  const [chosen, setChosen] = useUrlState("log");
  const board = boards.find(({ boardId }) => boardId === chosen) ?? boards[0];
  if (board === undefined) return <p class="empty">Choose a run to see its logs.</p>;
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
      <LogsOfRun key={`${board.boardId}/${board.createdAt}`} board={board} />
    </div>
  );
}

function LogsOfRun({ board: { boardId, live } }: { board: BoardInfo }) {
  const [readOutput, readWriter] = useMemo(
    () =>
      (["output", "writer"] as const).map((which) => (offset: number, signal: AbortSignal) =>
        api.log(boardId, which, offset, signal)
      ),
    [boardId],
  );
  return (
    <div class="logs">
      <LogView
        title="output.log"
        empty={live ? "This run has printed nothing yet." : "This run printed nothing."}
        live={live}
        read={readOutput}
      />
      <LogView
        title="writer.log"
        empty="The writer had nothing to say."
        live={live}
        read={readWriter}
      />
    </div>
  );
}
