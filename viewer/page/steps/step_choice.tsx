import { StepSlider, type StepSliderProps } from "./step_slider.tsx";

/** A slider over some steps; if there is only one step, its number. */
export function StepChoice(props: StepSliderProps) {
  const [first, ...others] = props.steps;
  if (first === undefined) return null;
  return others.length > 0
    ? <StepSlider {...props} />
    : <p class="muted">{props.unit ?? "step"} {first}</p>;
}
