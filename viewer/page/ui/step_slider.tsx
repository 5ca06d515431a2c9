import { useEffect, useState } from "preact/hooks";

/** How long a step is shown while they play, in milliseconds. */
const PLAY_MS = 400;

/** What {@linkcode StepSlider} takes. */
export interface StepSliderProps {
  /** What the steps are of, for screen readers. */
  label: string;
  /** The steps there are, ascending. */
  steps: readonly number[];
  /** The chosen one; `null` is the last, whichever that is. */
  step: number | null;
  /** Called with the chosen step, or `null` where it is the last. */
  onStep: (step: number | null) => void;
}

/** Chooses one of some steps: a slider, buttons to the neighbours, and play. */
export function StepSlider({ label, steps, step, onStep }: StepSliderProps) {
  const [playing, setPlaying] = useState(false);
  const last = steps.length - 1;
  const index = step === null ? last : indexOfStep(steps, step);
  const go = (to: number) => onStep(to >= last ? null : steps[Math.max(0, to)]);

  useEffect(() => {
    if (!playing) return;
    if (index >= last) {
      setPlaying(false);
      return;
    }
    const timer = setTimeout(() => go(index + 1), PLAY_MS);
    return () => clearTimeout(timer);
  }, [playing, index, last]);

  if (steps.length === 0) return null;
  const play = () => {
    if (!playing && index >= last) go(0);
    setPlaying(!playing);
  };
  return (
    <div class="step-slider" role="group" aria-label={`Step of ${label}`}>
      <button
        type="button"
        class="icon-button"
        disabled={last === 0}
        aria-label={playing ? "Pause" : "Play"}
        onClick={play}
      >
        {playing ? "⏸︎" : "▶︎"}
      </button>
      <button
        type="button"
        class="icon-button"
        disabled={index === 0}
        aria-label="Previous step"
        onClick={() => go(index - 1)}
      >
        ‹
      </button>
      <input
        type="range"
        min={0}
        max={last}
        value={index}
        disabled={last === 0}
        aria-label={`Step of ${label}`}
        aria-valuetext={`Step ${steps[index]}, ${index + 1} of ${steps.length}`}
        onInput={(event) => {
          setPlaying(false);
          go(Number(event.currentTarget.value));
        }}
      />
      <button
        type="button"
        class="icon-button"
        disabled={index === last}
        aria-label="Next step"
        onClick={() => go(index + 1)}
      >
        ›
      </button>
      <output class="step-number">
        step {steps[index]} <small>({index + 1}/{steps.length})</small>
      </output>
    </div>
  );
}

/** The place of the last step that is not above the given one; 0 where all are. */
export function indexOfStep(steps: readonly number[], step: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle] <= step) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
