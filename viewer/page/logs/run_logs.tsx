import { useMemo } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { api } from "../state/api_client.ts";
import type { ReadLog } from "./log_follower.ts";
import { LogView } from "./log_view.tsx";

/** The two logs of a run: what its script printed, and what its writer did. */
export function RunLogs({ board: { boardId, live } }: { board: BoardInfo }) {
  const read = useMemo(
    () => ({ output: reader(boardId, "output"), writer: reader(boardId, "writer") }),
    [
      boardId,
    ],
  );
  return (
    <div class="logs">
      <LogView
        title="output.log"
        filename={`${boardId}_output.log`}
        empty={live ? "This run has printed nothing yet." : "This run printed nothing."}
        live={live}
        read={read.output}
      />
      <LogView
        title="writer.log"
        filename={`${boardId}_writer.log`}
        empty="The writer logged nothing."
        live={live}
        read={read.writer}
      />
    </div>
  );
}

function reader(boardId: string, which: "output" | "writer"): ReadLog {
  return (query, signal) => api.log(boardId, which, query, signal);
}
