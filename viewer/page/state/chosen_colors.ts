import { computed, type ReadonlySignal } from "@preact/signals";
import { urlChoices } from "./url_choices.ts";

/** What a colour may be chosen for: a run by its id, a group by its title, a value of a field. */
export type ColoredThing =
  | { run: string }
  | { group: string }
  | { field: string; value: string };

const choices = urlChoices(
  "colors",
  (value): value is string => typeof value === "string" && /^#[0-9a-f]{6}$/.test(value),
);

/** Whether any colour has been chosen by hand. */
export const areColorsChosen: ReadonlySignal<boolean> = computed(() =>
  choices.chosen.value.size > 0
);

/** The colour that the reader has chosen, `#rrggbb`; `undefined` if none. It is kept in the address. */
export function chosenColor(thing: ColoredThing): string | undefined {
  return choices.chosen.value.get(keyOf(thing));
}

/** Chooses a colour, `#rrggbb`. */
export function chooseColor(thing: ColoredThing, color: string): void {
  choices.choose(keyOf(thing), color.toLowerCase());
}

/** Forgets all chosen colours. */
export function resetColors(): void {
  choices.reset();
}

function keyOf(thing: ColoredThing): string {
  if ("run" in thing) return `run ${thing.run}`;
  if ("group" in thing) return `group ${thing.group}`;
  return `value ${JSON.stringify([thing.field, thing.value])}`;
}
