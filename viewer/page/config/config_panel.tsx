import { useMemo, useState } from "preact/hooks";
import type { BoardInfo, Json } from "../../protocol/api.ts";
import type { PanelProps } from "../state/panel_props.ts";
import { compareMetadata, type ConfigLeaf } from "./config_leaves.ts";
import { plural } from "../ui/format.ts";
import { JsonTree, JsonValue } from "./json_tree.tsx";
import { RunLabel } from "../ui/run_label.tsx";

/** Metadata, config and runtime of the chosen runs; of several, first where they differ. */
export function ConfigPanel({ boards }: PanelProps) {
  const [filter, setFilter] = useState("");
  const wanted = filter.trim().toLowerCase();
  if (boards.length === 0) {
    return <p class="empty">Choose one or more runs to see how they were set up.</p>;
  }
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
      {boards.length > 1 && <Differences boards={boards} filter={wanted} />}
      <div class="config-runs">
        {boards.map((board) => (
          <section key={board.boardId} class="config-run" aria-label={board.boardId}>
            <RunLabel board={board} />
            {board.problems.map((problem) => <p class="problem" key={problem}>{problem}</p>)}
            {board.metadata === null
              ? <p class="muted">This folder cannot be read as a board.</p>
              : <JsonTree value={treeOf(board)} filter={wanted} />}
          </section>
        ))}
      </div>
    </div>
  );
}

function Differences({ boards, filter }: { boards: BoardInfo[]; filter: string }) {
  const leaves = useMemo(() => compareMetadata(boards), [boards]);
  const matching = leaves.filter(({ path, values }) =>
    path.toLowerCase().includes(filter) ||
    values.some((value) => JSON.stringify(value)?.toLowerCase().includes(filter))
  );
  const different = matching.filter(({ same }) => !same);
  const same = matching.filter(({ same }) => same);
  return (
    <>
      <h3>Differences</h3>
      {different.length === 0
        ? <p class="muted">There are none.</p>
        : <LeafTable label="Differences" leaves={different} boards={boards} />}
      <details class="config-same">
        <summary>{plural(same.length, "value")} that all have in common</summary>
        <LeafTable label="What all have in common" leaves={same} boards={boards.slice(0, 1)} />
      </details>
      <h3>Each run</h3>
    </>
  );
}

interface LeafTableProps {
  label: string;
  leaves: ConfigLeaf[];
  boards: BoardInfo[];
}

function LeafTable({ label, leaves, boards }: LeafTableProps) {
  return (
    <div class="leaf-box" tabIndex={0} role="region" aria-label={label}>
      <table class="leaf-table">
        <thead>
          <tr>
            <th scope="col">Key</th>
            {boards.length === 1
              ? <th scope="col">Value</th>
              : boards.map((board) => (
                <th scope="col" key={board.boardId}>
                  <RunLabel board={board} />
                </th>
              ))}
          </tr>
        </thead>
        <tbody>
          {leaves.map(({ path, values }) => (
            <tr key={path}>
              <th scope="row">{path}</th>
              {boards.map((board, i) => (
                <td key={board.boardId}>
                  <JsonValue value={values[i]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The config first, then where it ran, then the rest. */
function treeOf({ metadata, boardDir }: BoardInfo): { [key: string]: Json } {
  const { config, runtime, ...rest } = metadata!;
  return { config, runtime, metadata: { ...rest, folder: boardDir } };
}
