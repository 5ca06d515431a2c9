import { useMemo } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { boardName } from "../state/board_name.ts";
import { tableSource } from "../steps/row_sources.ts";
import { StepChoice } from "../steps/step_choice.tsx";
import { useStepRows } from "../steps/use_step_rows.ts";
import { useUrlStep } from "../steps/use_url_step.ts";
import { Loading } from "../ui/loading.tsx";
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
      {runs.map(({ board, rows }) =>
        rows.error !== undefined && (
          <p key={board.boardId} class="problem" role="alert">
            {boards.length > 1 && `${boardName(board)}: `}
            {rows.error}
          </p>
        )
      )}
      {loaded && (
        <TablesOfStep
          label={name}
          runs={runs.filter(({ rows }) => rows.loaded)
            .map(({ board, rows }) => ({ board, tables: rows.at(at) }))}
          at={at}
        />
      )}
    </section>
  );
}
