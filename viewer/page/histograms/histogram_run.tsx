import { useRef } from "preact/hooks";
import type { BoardInfo, HistogramRowJson } from "../../protocol/api.ts";
import { boardColor } from "../state/board_color.ts";
import { formatCount } from "../values/format_count.ts";
import { formatMetric } from "../values/format_metric.ts";
import { Loading } from "../ui/loading.tsx";
import { Distribution } from "./distribution.tsx";
import { HeatMap } from "./heat_map.tsx";
import { useHeatRows } from "./use_heat_rows.ts";

/** Props of {@linkcode HistogramRun}. */
export interface HistogramRunProps {
  board: BoardInfo;
  name: string;
  /** The selected step. */
  at: number;
  /** The histogram at that step; `undefined` until it arrives. */
  row: HistogramRowJson | undefined;
  /** Called with the step that the reader selects. */
  onStep: (step: number) => void;
}

/** The heat map of one run, and its distribution at one step. Until a step arrives, the last one stays. */
export function HistogramRun({ board, name, at, row, onStep }: HistogramRunProps) {
  const { rows, problem } = useHeatRows(board, name);
  const last = useRef<HistogramRowJson>(undefined);
  if (row !== undefined) last.current = row;
  const shown = row ?? last.current;
  const color = boardColor(board.boardId);
  return (
    <>
      {problem !== null && <p class="problem" role="alert">{problem}</p>}
      <div class="histogram-views">
        {rows.length > 0
          ? <HeatMap rows={rows} color={color} at={at} label={name} onStep={onStep} />
          : <div>{problem === null && <Loading />}</div>}
        {shown && (hasBars(shown)
          ? <Distribution row={shown} color={color} />
          : <p class="empty">No bin of step {shown.step} has a value.</p>)}
      </div>
      {shown && <p class="histogram-words">{describe(shown)}</p>}
    </>
  );
}

function hasBars({ counts }: HistogramRowJson): boolean {
  return counts.some((count) => count > 0);
}

function describe({ step, count, mean, std, min, max, nanCount, infCount }: HistogramRowJson) {
  const parts = [`step ${step}`, `${formatCount(count)} values`];
  if (mean !== null && std !== null) {
    parts.push(`mean ${formatMetric(Number(mean))} ± ${formatMetric(Number(std))}`);
    parts.push(`from ${formatMetric(Number(min))} to ${formatMetric(Number(max))}`);
  }
  if (nanCount > 0) parts.push(`✕ ${nanCount} NaN`);
  if (infCount > 0) parts.push(`▲ ${infCount} infinite`);
  return parts.join(" · ");
}
