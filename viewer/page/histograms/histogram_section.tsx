import { useMemo, useRef } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { histogramSource } from "../steps/row_sources.ts";
import { StepChoice } from "../steps/step_choice.tsx";
import { useStepRows } from "../steps/use_step_rows.ts";
import { useUrlStep } from "../steps/use_url_step.ts";
import { Loading } from "../ui/loading.tsx";
import { RunLabel } from "../ui/run_label.tsx";
import { useInView } from "../ui/use_in_view.ts";
import { HistogramRun } from "./histogram_run.tsx";

/** Props of {@linkcode HistogramSection}. */
export interface HistogramSectionProps {
  name: string;
  /** How the name is written, where it would look like another one. */
  title?: string;
  /** The runs that logged histograms under this name. */
  boards: BoardInfo[];
  /** Whether runs are named: several are selected, if only one of them logged this. */
  namesRuns: boolean;
}

/** The histograms that some runs logged under one name, below each other. */
export function HistogramSection({ name, title = name, boards, namesRuns }: HistogramSectionProps) {
  const [step, setStep] = useUrlStep("histogram", name);
  const element = useRef<HTMLElement>(null);
  const active = useInView(element);
  const makeSource = useMemo(() => histogramSource(name), [name]);
  const { boards: runs, steps, loaded } = useStepRows(boards, name, makeSource, active);
  const at = step ?? steps.at(-1) ?? 0;
  return (
    <section class="histogram-section" ref={element} aria-label={title}>
      <div class="histogram-head">
        <h3 title={title}>{title}</h3>
        <StepChoice label={name} steps={steps} step={step} onStep={setStep} />
      </div>
      {runs.map(({ board, rows }) => (
        <div class="histogram-run" key={board.boardId}>
          {namesRuns && <RunLabel board={board} />}
          {rows.error !== undefined && <p class="problem" role="alert">{rows.error}</p>}
          {active && loaded
            ? (
              <HistogramRun
                board={board}
                name={name}
                at={at}
                row={rows.at(at)?.[0]}
                onStep={(wanted) => setStep(wanted === steps.at(-1) ? null : wanted)}
              />
            )
            : (
              <div class="histogram-views">
                <Loading />
              </div>
            )}
        </div>
      ))}
    </section>
  );
}
