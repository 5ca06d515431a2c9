import { useRef } from "preact/hooks";
import type { MediaRowJson } from "../../protocol/api.ts";
import { Loading } from "../ui/loading.tsx";
import { MediumView } from "../ui/media/medium_view.tsx";

/** Props of {@linkcode MediaOfStep}. */
export interface MediaOfStepProps {
  name: string;
  /** The media at the step, or at the last step before it; `undefined` until they arrive. */
  rows: MediaRowJson[] | undefined;
  /** The selected step, unless another axis than the steps selects it: then all say theirs. */
  at: number | undefined;
  /** Called with the index of the image that the reader opens. */
  onOpen: (index: number) => void;
}

/** The media of one run at one step. Until they arrive, those of the last step stay. */
export function MediaOfStep({ name, rows, at, onOpen }: MediaOfStepProps) {
  const last = useRef<MediaRowJson[]>([]);
  if (rows !== undefined) last.current = rows;
  const [first, ...others] = last.current;
  if (first === undefined) {
    return (
      <p class="muted">{rows === undefined ? <Loading /> : "Nothing logged up to this step."}</p>
    );
  }
  return (
    <>
      {first.step !== at && rows !== undefined && (
        <p class="muted media-other-step">from step {first.step}</p>
      )}
      <div class="media-items">
        {[first, ...others].map((row, i) => (
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
