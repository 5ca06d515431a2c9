import { useEffect, useState } from "preact/hooks";
import { formatNumber } from "../values/format_number.ts";
import { lastAtOrBelow } from "../values/last_at_or_below.ts";

/** How long each step is shown while the steps play, in milliseconds. */
const PLAY_MS = 400;

/** Props of {@linkcode StepSlider}. */
export interface StepSliderProps {
  /** What the steps are of: a part of the accessible name. */
  label: string;
  /** The steps to select from, ascending. */
  steps: readonly number[];
  /** The selected step; `null` is always the last one, also after more have come. */
  step: number | null;
  /** What the steps count. Default: `step`. */
  unit?: string;
  /** Called with the step that the reader selects; `null` if it is the last one. */
  onStep: (step: number | null) => void;
}

/** Selects one of some steps: a slider, buttons for the previous and the next step, and Play. */
export function StepSlider({ label, steps, step, unit = "step", onStep }: StepSliderProps) {
  const [playing, setPlaying] = useState(false);
  const last = steps.length - 1;
  const index = step === null ? last : Math.max(0, lastAtOrBelow(steps, step));
  const go = (index: number) => onStep(index >= last ? null : steps[Math.max(0, index)] ?? null);

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
  const capitalized = unit.charAt(0).toUpperCase() + unit.slice(1);
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
        aria-valuetext={`${capitalized} ${steps[index]}, ${index + 1} of ${steps.length}`}
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
        {unit} {formatNumber(steps[index] ?? 0)} <small>({index + 1}/{steps.length})</small>
      </output>
    </div>
  );
}
