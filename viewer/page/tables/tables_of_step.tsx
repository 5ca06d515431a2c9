import { useMemo, useRef } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { boardName } from "../state/board_name.ts";
import { useUrlState } from "../state/use_url_state.ts";
import type { LoggedTable } from "../steps/row_sources.ts";
import { Loading } from "../ui/loading.tsx";
import { RunLabel } from "../ui/run_label.tsx";
import { type Confusion, readConfusion } from "./confusion.ts";
import { ConfusionView } from "./confusion_view.tsx";
import { LoggedTableView } from "./logged_table_view.tsx";
import { mergeTables } from "./merge_tables.ts";

/** The tables of a run at a step. */
export interface StepTables {
  board: BoardInfo;
  /** The tables at the step, or at the last step before it; `undefined` until they arrive. */
  tables: readonly LoggedTable[] | undefined;
}

/** Props of {@linkcode TablesOfStep}. */
export interface TablesOfStepProps {
  label: string;
  runs: readonly StepTables[];
  /** The selected step. */
  at: number;
}

/**
 * The tables of some runs at one step: of several runs as one grid, confusion tables as heat maps.
 * Until they arrive, those of the last step stay.
 */
export function TablesOfStep({ label, runs, at }: TablesOfStepProps) {
  const [view, setView] = useUrlState("table view");
  const last = useRef<{ board: BoardInfo; table: LoggedTable }[]>([]);
  const isLoading = runs.some(({ tables }) => tables === undefined);
  const found = runs.flatMap(({ board, tables = [] }) => tables.map((table) => ({ board, table })));
  // The same tables stay the same list: a long one is not joined and sorted for nothing.
  const isSame = found.length === last.current.length &&
    found.every(({ board, table }, i) =>
      table === last.current[i]?.table && board.boardId === last.current[i]?.board.boardId
    );
  if (!isLoading && !isSame) last.current = found;
  const shown = last.current;
  const confusions = useMemo(() => shown.map(({ table }) => readConfusion(table)), [shown]);
  if (shown.length === 0) {
    return <p class="muted">{isLoading ? <Loading /> : "Nothing logged up to this step."}</p>;
  }
  const areConfusions = confusions.every((confusion) => confusion !== undefined);
  const hasRuns = runs.length > 1;
  return (
    <>
      {areConfusions && (
        <label class="check">
          <input
            type="checkbox"
            checked={view !== "grid"}
            onChange={(event) => setView(event.currentTarget.checked ? "" : "grid")}
          />
          heat map of the shares of each row
        </label>
      )}
      {areConfusions && view !== "grid"
        ? (
          <div class="confusions">
            {shown.map(({ board, table }, i) => (
              <ConfusionView
                key={`${board.boardId}/${i}`}
                label={`${label}, ${boardName(board)}, step ${table.step}`}
                confusion={confusions[i] as Confusion}
              >
                {hasRuns && <RunLabel board={board} />}
                {table.step !== at && <span class="muted">from step {table.step}</span>}
              </ConfusionView>
            ))}
          </div>
        )
        : hasRuns
        ? <MergedTables label={`${label}, step ${at}`} shown={shown} />
        : shown.map(({ table }, i) => (
          <div key={i} class="table-run">
            {table.step !== at && <p class="muted">from step {table.step}</p>}
            <LoggedTableView label={`${label}, step ${table.step}`} table={table} />
          </div>
        ))}
    </>
  );
}

/** The tables of several runs as one grid, with a column of runs. */
function MergedTables({ label, shown }: {
  label: string;
  shown: readonly { board: BoardInfo; table: LoggedTable }[];
}) {
  const merged = useMemo(
    () => mergeTables(shown.map(({ board, table }) => ({ run: boardName(board), table }))),
    [shown],
  );
  const boards = [...new Set(shown.map(({ board }) => board))];
  return merged ? <LoggedTableView label={label} table={merged} runs={boards} /> : null;
}
