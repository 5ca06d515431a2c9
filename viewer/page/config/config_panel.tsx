import { useState } from "preact/hooks";
import type { BoardInfo, Json } from "../../protocol/api.ts";
import { useBoardDetails } from "../state/use_board_details.ts";
import type { PanelProps } from "../ui/panel_props.ts";
import { RunLabel } from "../ui/run_label.tsx";
import { BoardProblems } from "./board_problems.tsx";
import { ConfigChanges } from "./config_changes.tsx";
import { JsonTree } from "./json_tree.tsx";
import { MetadataDifferences } from "./metadata_differences.tsx";
import { foldText } from "../values/fold_text.ts";

/** The trees of more runs are closed at first. */
const MAX_OPEN = 8;

/** The config, runtime and metadata of the selected runs; of several runs, the differences first. */
export function ConfigPanel({ boards: listed }: PanelProps) {
  const [filter, setFilter] = useState("");
  const [isOpen, setOpen] = useState(false);
  // The list has only the beginning of long texts.
  const { details } = useBoardDetails(listed.filter(({ isCut }) => isCut));
  const boards = details.size === 0 ? listed : listed.map((board): BoardInfo => {
    const metadata = details.get(board.boardId)?.metadata;
    return metadata === undefined ? board : { ...board, metadata };
  });
  const wanted = foldText(filter.trim());
  if (boards.length === 0) {
    return <p class="empty">Select one or more runs to see their config.</p>;
  }
  const trees = (
    <div class="config-runs">
      {boards.map((board) => (
        <section key={board.boardId} class="config-run" aria-label={board.boardId}>
          <RunLabel board={board} />
          {board.reason && <p class="problem">{board.status}: {board.reason}</p>}
          <BoardProblems board={board} />
          <ConfigChanges board={board} />
          {board.metadata === null
            ? <p class="muted">This folder cannot be read as a board.</p>
            : <JsonTree value={treeOf(board, board.metadata)} filter={wanted} />}
        </section>
      ))}
    </div>
  );
  return (
    <div class="panel config-panel">
      <div class="panel-bar">
        <input
          type="search"
          placeholder="Filter by key or value"
          aria-label="Filter by key or value"
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
      </div>
      {boards.length > 1 && <MetadataDifferences boards={boards} filter={wanted} />}
      {boards.length > MAX_OPEN
        ? (
          <details class="config-same" onToggle={(event) => setOpen(event.currentTarget.open)}>
            <summary>Each of the {boards.length} runs</summary>
            {isOpen && trees}
          </details>
        )
        : boards.length > 1
        ? (
          <>
            <h3>Each run</h3>
            {trees}
          </>
        )
        : trees}
    </div>
  );
}

/** The metadata as a tree: the config first, then the runtime, then the rest. */
function treeOf(
  { boardDir }: BoardInfo,
  { config, runtime, config_changes: _, ...rest }: NonNullable<BoardInfo["metadata"]>,
): { [key: string]: Json } {
  return { config, runtime, metadata: { ...rest, folder: boardDir } };
}
