import { useMemo } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { boardTitle } from "../state/board_title.ts";
import { tableSource } from "../steps/row_sources.ts";
import { StepChoice } from "../steps/step_choice.tsx";
import { useStepRows } from "../steps/use_step_rows.ts";
import { useUrlStep } from "../steps/use_url_step.ts";
import { Loading } from "../ui/loading.tsx";
import { RunLabel } from "../ui/run_label.tsx";
import { TablesOfStep } from "./tables_of_step.tsx";

/** Props of {@linkcode TableSection}. */
export interface TableSectionProps {
  name: string;
  /** The runs that logged tables under this name. */
  boards: BoardInfo[];
}

/** The tables that some runs logged under one name, at one step. */
export function TableSection({ name, boards }: TableSectionProps) {
  const [step, setStep] = useUrlStep("table", name);
  const makeSource = useMemo(() => tableSource(name), [name]);
  const { boards: runs, steps, loaded } = useStepRows(boards, name, makeSource, true);
  const at = step ?? steps.at(-1) ?? 0;
  return (
    <section aria-label={name} class="table-section">
      <StepChoice label={name} steps={steps} step={step} onStep={setStep} />
      {!loaded && (
        <p class="muted">
          <Loading />
        </p>
      )}
      {runs.map(({ board, rows }) => (
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
