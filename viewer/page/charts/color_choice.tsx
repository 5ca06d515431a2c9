import { chooseColor, type ColoredThing } from "../state/chosen_colors.ts";

/** Props of {@linkcode ColorChoice}. */
export interface ColorChoiceProps {
  thing: ColoredThing;
  /** What it is called. */
  name: string;
  color: string;
}

/** The colour of something, as a dot that opens the browser's choice of colours. */
export function ColorChoice({ thing, name, color }: ColorChoiceProps) {
  return (
    <input
      type="color"
      class="color-choice"
      aria-label={`Colour of ${name}`}
      title="Choose another colour"
      value={color}
      onInput={(event) => chooseColor(thing, event.currentTarget.value)}
    />
  );
}
