import type { ComponentChildren } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { mediaSource } from "../steps/row_sources.ts";
import { StepChoice } from "../steps/step_choice.tsx";
import { useStepRows } from "../steps/use_step_rows.ts";
import { useUrlStep } from "../steps/use_url_step.ts";
import { Loading } from "../ui/loading.tsx";
import { RunLabel } from "../ui/run_label.tsx";
import { useInView } from "../ui/use_in_view.ts";
import { mediaAxis, mediaPlace, mediaUnit } from "./media_axis.ts";
import { MediaOfStep } from "./media_of_step.tsx";
import { OpenedImage, type OpenedPlace } from "./opened_image.tsx";
import type { PlacedSteps } from "./placed_steps.ts";

/** Props of {@linkcode MediaSection}. */
export interface MediaSectionProps {
  name: string;
  /** How the name is written, where it would look like another one. */
  title?: string;
  /** The runs that logged media under this name. */
  boards: BoardInfo[];
  /** Whether runs are named: several are selected, if only one of them logged this. */
  namesRuns: boolean;
  /** Where their media are on the axis of the slider, as far as that is known. */
  placed: ReadonlyMap<string, PlacedSteps>;
  /** The slider of all names, for the dialog of an image; without it the name has one of its own. */
  sharedSlider?: ComponentChildren;
}

/** The media that some runs logged under one name, side by side at one place of the slider. */
export function MediaSection(
  { name, title = name, boards, namesRuns, placed, sharedSlider }: MediaSectionProps,
) {
  const [ownPlace, setOwnPlace] = useUrlStep("media", name);
  const [opened, setOpened] = useState<OpenedPlace | null>(null);
  const element = useRef<HTMLElement>(null);
  const active = useInView(element) || opened !== null;
  const makeSource = useMemo(() => mediaSource(name), [name]);
  const { boards: loadedRuns, steps, loaded } = useStepRows(boards, name, makeSource, active);

  const isOverSteps = mediaAxis.value === "step";
  const place = sharedSlider === undefined ? ownPlace : mediaPlace.value;
  const places = useMemo(() => {
    if (isOverSteps) return steps;
    const found = loadedRuns.flatMap(({ board, rows }) =>
      rows.steps.flatMap((step) => placed.get(board.boardId)?.placeOf(step) ?? [])
    );
    return [...new Set(found)].sort((a, b) => a - b);
  }, [isOverSteps, steps, placed]);
  const runs = loadedRuns.map(({ board, rows }) => ({
    board,
    rows,
    step: place === null
      ? isOverSteps ? steps.at(-1) : rows.steps.at(-1)
      : isOverSteps
      ? place
      : placed.get(board.boardId)?.stepAt(place),
  }));
  const ownSlider = (
    <StepChoice
      label={name}
      unit={mediaUnit.value}
      steps={places}
      step={place}
      onStep={setOwnPlace}
    />
  );

  return (
    <section class="media-section" ref={element} aria-label={title}>
      <h3 title={title}>{title}</h3>
      {sharedSlider === undefined && ownSlider}
      {!loaded && active && (
        <p class="muted">
          <Loading />
        </p>
      )}
      <div class="media-runs">
        {runs.map(({ board, rows, step }) => (
          <div class="media-run" key={board.boardId}>
            {namesRuns && <RunLabel board={board} />}
            {rows.error !== undefined && <p class="problem" role="alert">{rows.error}</p>}
            {active && rows.loaded && (
              <MediaOfStep
                name={name}
                rows={step === undefined ? [] : rows.at(step)}
                at={isOverSteps ? step : undefined}
                onOpen={(index) => setOpened({ boardId: board.boardId, index })}
              />
            )}
          </div>
        ))}
      </div>
      {opened && (
        <OpenedImage
          name={name}
          opened={opened}
          runs={runs}
          slider={sharedSlider ?? ownSlider}
          onClose={() => setOpened(null)}
        />
      )}
    </section>
  );
}
