import { useMemo, useRef, useState } from "preact/hooks";
import type { BoardInfo, MediaRowJson } from "../../protocol/api.ts";
import { MediumView } from "./medium_view.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { RunLabel } from "../ui/run_label.tsx";
import { mediaSource } from "../steps/row_sources.ts";
import { useInView } from "../ui/use_in_view.ts";
import { StepChoice } from "../steps/step_choice.tsx";
import { useStepRows } from "../steps/use_step_rows.ts";
import { useUrlStep } from "../steps/use_url_step.ts";
import { ZoomView } from "./zoom_view.tsx";

/** What {@linkcode MediaSection} takes. */
export interface MediaSectionProps {
  /** The name they were logged under. */
  name: string;
  /** The runs that have something under it. */
  boards: BoardInfo[];
}

/** What some runs logged under one name, side by side at one step. */
export function MediaSection({ name, boards }: MediaSectionProps) {
  const [step, setStep] = useUrlStep("media", name);
  const [opened, setOpened] = useState<{ boardId: string; index: number } | null>(null);
  const element = useRef<HTMLElement>(null);
  const active = useInView(element) || opened !== null;
  const makeSource = useMemo(() => mediaSource(name), [name]);
  const { boards: columns, steps, loaded } = useStepRows(boards, name, makeSource, active);

  const at = step ?? steps.at(-1) ?? 0;
  const slider = <StepChoice label={name} steps={steps} step={step} onStep={setStep} />;
  const shown = columns.find(({ board }) => board.boardId === opened?.boardId);
  const zoomed = opened && shown?.rows.at(at)?.[opened.index];

  return (
    <section class="media-section" ref={element} aria-label={name}>
      <h3 title={name}>{name}</h3>
      {slider}
      {!loaded && active && <p class="muted">Loading…</p>}
      <div class="media-runs">
        {columns.map(({ board, rows }) => (
          <div class="media-run" key={board.boardId}>
            {boards.length > 1 && <RunLabel board={board} />}
            {rows.error !== undefined && <p class="problem" role="alert">{rows.error}</p>}
            {active && rows.loaded && (
              <MediaOfStep
                name={name}
                rows={rows.at(at)}
                at={at}
                onOpen={(index) => setOpened({ boardId: board.boardId, index })}
              />
            )}
          </div>
        ))}
      </div>
      {opened && shown && (
        <Dialog
          large
          title={zoomed?.caption || name}
          onClose={() => setOpened(null)}
          actions={zoomed && (
            <a class="button" href={zoomed.url} download={zoomed.filename}>Download</a>
          )}
        >
          {boards.length > 1 && <RunLabel board={shown.board} />}
          {zoomed
            ? <ZoomView src={zoomed.url} alt={zoomed.caption || name} />
            : <p class="empty zoom-none">This run has nothing at this step.</p>}
          {slider}
        </Dialog>
      )}
    </section>
  );
}

interface MediaOfStepProps {
  name: string;
  rows: MediaRowJson[] | undefined;
  at: number;
  onOpen: (index: number) => void;
}

/** What one run has at a step. While it is on its way, what was there before stays. */
function MediaOfStep({ name, rows, at, onOpen }: MediaOfStepProps) {
  const last = useRef<MediaRowJson[]>([]);
  if (rows !== undefined) last.current = rows;
  const shown = last.current;
  if (shown.length === 0) {
    return <p class="muted">{rows === undefined ? "Loading…" : "Nothing up to this step."}</p>;
  }
  return (
    <>
      {shown[0].step !== at && rows !== undefined && (
        <p class="muted media-other-step">from step {shown[0].step}</p>
      )}
      <div class="media-items">
        {shown.map((row, i) => (
          <MediumView
            key={i}
            medium={row}
            name={name}
            onOpen={() => onOpen(i)}
          />
        ))}
      </div>
    </>
  );
}
