import { StepSlider, type StepSliderProps } from "../ui/step_slider.tsx";

/** A slider over some steps; of a single one, only which it is. */
export function StepChoice(props: StepSliderProps) {
  if (props.steps.length > 1) return <StepSlider {...props} />;
  return props.steps.length === 1 ? <p class="muted">step {props.steps[0]}</p> : null;
}
