import { useMemo, useRef, useState } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { mediaSource } from "../steps/row_sources.ts";
import { StepChoice } from "../steps/step_choice.tsx";
import { useStepRows } from "../steps/use_step_rows.ts";
import { useUrlStep } from "../steps/use_url_step.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Loading } from "../ui/loading.tsx";
import { ZoomView } from "../ui/media/zoom_view.tsx";
import { RunLabel } from "../ui/run_label.tsx";
import { useInView } from "../ui/use_in_view.ts";
import { MediaOfStep } from "./media_of_step.tsx";

/** Props of {@linkcode MediaSection}. */
export interface MediaSectionProps {
  name: string;
  /** The runs that logged media under this name. */
  boards: BoardInfo[];
}

/** The media that some runs logged under one name, side by side at one step. */
export function MediaSection({ name, boards }: MediaSectionProps) {
  const [step, setStep] = useUrlStep("media", name);
  const [opened, setOpened] = useState<{ boardId: string; index: number } | null>(null);
  const element = useRef<HTMLElement>(null);
  const active = useInView(element) || opened !== null;
  const makeSource = useMemo(() => mediaSource(name), [name]);
  const { boards: runs, steps, loaded } = useStepRows(boards, name, makeSource, active);

  const at = step ?? steps.at(-1) ?? 0;
  const slider = <StepChoice label={name} steps={steps} step={step} onStep={setStep} />;
  const openedRun = runs.find(({ board }) => board.boardId === opened?.boardId);
  const zoomed = opened && openedRun?.rows.at(at)?.[opened.index];

  return (
    <section class="media-section" ref={element} aria-label={name}>
      <h3 title={name}>{name}</h3>
      {slider}
      {!loaded && active && (
        <p class="muted">
          <Loading />
        </p>
      )}
      <div class="media-runs">
        {runs.map(({ board, rows }) => (
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
      {opened && openedRun && (
        <Dialog
          large
          title={zoomed?.caption || name}
          onClose={() => setOpened(null)}
          actions={zoomed && (
            <a class="button" href={zoomed.url} download={zoomed.filename}>Download</a>
          )}
        >
          {boards.length > 1 && <RunLabel board={openedRun.board} />}
          {zoomed
            ? <ZoomView src={zoomed.url} alt={zoomed.caption || name} />
            : <p class="empty zoom-none">This run logged nothing at this step.</p>}
          {slider}
        </Dialog>
      )}
    </section>
  );
}
