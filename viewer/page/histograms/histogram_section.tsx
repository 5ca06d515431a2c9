import { useMemo, useRef } from "preact/hooks";
import type { BoardInfo, HistogramRowJson } from "../../protocol/api.ts";
import { api } from "../state/api_client.ts";
import { boardColor } from "../state/board_color.ts";
import { formatMetric } from "../charts/drawing/format_axis.ts";
import { RunLabel } from "../ui/run_label.tsx";
import { StepChoice } from "../steps/step_choice.tsx";
import type { RowSource } from "../steps/step_rows.ts";
import { useInView } from "../ui/use_in_view.ts";
import { useStepRows } from "../steps/use_step_rows.ts";
import { useUrlStep } from "../steps/use_url_step.ts";
import { Distribution } from "./distribution.tsx";
import { HeatMap } from "./heat_map.tsx";
import { useHeatRows } from "./use_heat_rows.ts";

/** What some runs logged under one name: a heat map of each, and their distributions at a step. */
export function HistogramSection({ name, boards }: { name: string; boards: BoardInfo[] }) {
  const [step, setStep] = useUrlStep("histogram", name);
  const element = useRef<HTMLElement>(null!);
  const active = useInView(element);
  const makeSource = useMemo(() => histogramSource(name), [name]);
  const { boards: columns, steps, loaded } = useStepRows(boards, name, makeSource, active);
  const at = step ?? steps.at(-1) ?? 0;
  return (
    <section class="histogram-section" ref={element} aria-label={name}>
      <div class="histogram-head">
        <h3 title={name}>{name}</h3>
        <StepChoice label={name} steps={steps} step={step} onStep={setStep} />
      </div>
      {columns.map(({ board, rows }) => (
        <div class="histogram-run" key={board.boardId}>
          {boards.length > 1 && <RunLabel board={board} />}
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
            : <div class="histogram-views">Loading…</div>}
        </div>
      ))}
    </section>
  );
}

interface HistogramRunProps {
  board: BoardInfo;
  name: string;
  at: number;
  row: HistogramRowJson | undefined;
  onStep: (step: number) => void;
}

/** One run's. While a step is on its way, the one before stays. */
function HistogramRun({ board, name, at, row, onStep }: HistogramRunProps) {
  const { rows, problem } = useHeatRows(board, name);
  const last = useRef<HistogramRowJson>(undefined);
  if (row !== undefined) last.current = row;
  const shown = row ?? last.current;
  const color = boardColor(board.boardId);
  return (
    <>
      {problem !== null && <p class="problem" role="alert">{problem}</p>}
      <div class="histogram-views">
        <HeatMap rows={rows} color={color} at={at} label={name} onStep={onStep} />
        {shown && <Distribution row={shown} color={color} />}
      </div>
      {shown && <p class="histogram-words">{describe(shown)}</p>}
    </>
  );
}

function describe({ step, count, mean, std, min, max, nanCount, infCount }: HistogramRowJson) {
  const words = [`step ${step}`, `${count.toLocaleString("en")} values`];
  if (mean !== null && std !== null) {
    words.push(`mean ${formatMetric(Number(mean))} ± ${formatMetric(Number(std))}`);
    words.push(`from ${formatMetric(Number(min))} to ${formatMetric(Number(max))}`);
  }
  if (nanCount > 0) words.push(`✕ ${nanCount} NaN`);
  if (infCount > 0) words.push(`▲ ${infCount} infinite`);
  return words.join(" · ");
}

function histogramSource(name: string): (boardId: string) => RowSource<HistogramRowJson> {
  return (boardId) => ({
    steps: async (signal) => (await api.steps(boardId, "histograms", name, signal)).steps,
    rows: async (query, signal) => (await api.histograms(boardId, { name, ...query }, signal)).rows,
  });
}
