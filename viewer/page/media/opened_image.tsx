import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import type { BoardInfo, MediaRowJson } from "../../protocol/api.ts";
import { boardName } from "../state/board_name.ts";
import type { StepRows } from "../steps/step_rows.ts";
import { StepChoice } from "../steps/step_choice.tsx";
import { Loading } from "../ui/loading.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { ZoomView } from "../ui/media/zoom_view.tsx";
import { RunLabel } from "../ui/run_label.tsx";
import type { ComparedImage } from "./compared_image.ts";
import { ComparedImages } from "./compared_images.tsx";

/** In the choice of the second image: the same one at another step. */
const OTHER_STEP = "step";

/** A run of which an image may be opened. */
export interface OpenableRun {
  board: BoardInfo;
  rows: StepRows<MediaRowJson>;
  /** The step that is shown of it; `undefined` if it has none there. */
  step: number | undefined;
}

/** Which image is open: the run, and the place of the image among its media of the step. */
export interface OpenedPlace {
  boardId: string;
  index: number;
}

/** Props of {@linkcode OpenedImage}. */
export interface OpenedImageProps {
  name: string;
  opened: OpenedPlace;
  runs: readonly OpenableRun[];
  /** The slider of the steps. */
  slider: ComponentChildren;
  onClose: () => void;
}

/** An image in a dialog, to be zoomed, and compared with another of its name. */
export function OpenedImage({ name, opened, runs, slider, onClose }: OpenedImageProps) {
  const [chosen, setChosen] = useState("");
  const [otherStep, setOtherStep] = useState<number | null>(null);
  const kept = useRef<Shown>({});
  const run = runs.find(({ board }) => board.boardId === opened.boardId);
  if (run === undefined) return null;
  const rowsOf = (of: OpenableRun, step = of.step) => step === undefined ? [] : of.rows.at(step);
  const others = runs.flatMap((of) =>
    (rowsOf(of) ?? []).flatMap((row, index) =>
      row.type !== "image" || of === run && index === opened.index
        ? []
        : [{ key: `${index} ${of.board.boardId}`, of, row }]
    )
  );
  const { steps } = run.rows;
  const at = otherStep ?? steps[0] ?? 0;
  // What was chosen may lack an image at this step: it stays chosen.
  const isOtherStep = chosen === OTHER_STEP;
  const other = others.find(({ key }) => key === chosen);
  const isLoading = rowsOf(run) === undefined ||
    (isOtherStep
      ? rowsOf(run, at) === undefined
      : chosen !== "" && runs.some((of) => rowsOf(of) === undefined));
  // While rows are on their way, what was shown stays, as does the way in which it is compared.
  if (!isLoading) {
    kept.current = {
      image: rowsOf(run)?.[opened.index],
      second: isOtherStep ? rowsOf(run, at)?.[opened.index] : other?.row,
      secondRun: isOtherStep ? run : other?.of,
    };
  }
  const { image, second, secondRun } = kept.current;

  return (
    <Dialog
      large
      title={image?.caption || name}
      onClose={onClose}
      actions={image && <a class="button" href={image.url} download={image.filename}>Download</a>}
    >
      <div class="opened-bar">
        {runs.length > 1 && <RunLabel board={run.board} />}
        {(others.length > 0 || steps.length > 1) && (
          <label class="choice">
            Compare with
            <select value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
              <option value="">nothing</option>
              {steps.length > 1 && <option value={OTHER_STEP}>another step of it</option>}
              {chosen !== "" && !isOtherStep && other === undefined && (
                <option value={chosen}>an image that is not at this step</option>
              )}
              {others.map(({ key, of, row }) => (
                <option key={key} value={key}>{labelOf(of.board, row, runs.length > 1)}</option>
              ))}
            </select>
          </label>
        )}
      </div>
      {image === undefined
        ? (
          <p class="empty zoom-none">
            {isLoading ? <Loading /> : "This run logged nothing at this step."}
          </p>
        )
        : chosen === ""
        ? <ZoomView src={image.url} alt={image.caption || name} />
        : second === undefined || secondRun === undefined
        ? (
          <p class="empty zoom-none">
            {isLoading ? <Loading /> : "There is no second image at this step."}
          </p>
        )
        : (
          <ComparedImages
            first={toCompared(run.board, image, runs.length > 1)}
            second={toCompared(secondRun.board, second, runs.length > 1)}
            isLoading={isLoading}
          />
        )}
      {slider}
      {isOtherStep && (
        <StepChoice
          label={`the second image of ${name}`}
          unit="second: step"
          steps={steps}
          step={at}
          onStep={(step) => setOtherStep(step ?? steps.at(-1) ?? null)}
        />
      )}
    </Dialog>
  );
}

/** The images that are shown. */
interface Shown {
  image?: MediaRowJson;
  second?: MediaRowJson;
  secondRun?: OpenableRun;
}

function toCompared(board: BoardInfo, row: MediaRowJson, hasOthers: boolean): ComparedImage {
  return { src: row.url, label: labelOf(board, row, hasOthers) };
}

function labelOf(board: BoardInfo, { step, caption, filename }: MediaRowJson, hasOthers: boolean) {
  const parts = [hasOthers ? boardName(board) : "", `step ${step}`, caption ?? filename];
  return parts.filter((part) => part !== "").join(", ");
}
