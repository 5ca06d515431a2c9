import { computed, type ReadonlySignal } from "@preact/signals";
import { urlSignal } from "./url_signal.ts";

/** What a colour may be chosen for: a run by its id, a group by its title, a value of a field. */
export type ColoredThing =
  | { run: string }
  | { group: string }
  | { field: string; value: string };

const text = urlSignal("colors");

const chosen: ReadonlySignal<ReadonlyMap<string, string>> = computed(() => parse(text.value));

/** Whether any colour has been chosen by hand. */
export const areColorsChosen: ReadonlySignal<boolean> = computed(() => chosen.value.size > 0);

/** The colour that the reader has chosen, `#rrggbb`; `undefined` if none. It is kept in the address. */
export function chosenColor(thing: ColoredThing): string | undefined {
  return chosen.value.get(keyOf(thing));
}

/** Chooses a colour, `#rrggbb`. */
export function chooseColor(thing: ColoredThing, color: string): void {
  const changed = new Map(chosen.peek()).set(keyOf(thing), color.toLowerCase());
  text.value = JSON.stringify(Object.fromEntries(changed));
}

/** Forgets all chosen colours. */
export function resetColors(): void {
  text.value = "";
}

function keyOf(thing: ColoredThing): string {
  if ("run" in thing) return `run ${thing.run}`;
  if ("group" in thing) return `group ${thing.group}`;
  return `value ${JSON.stringify([thing.field, thing.value])}`;
}

/** Reads an address, leaving out whatever is no colour. */
function parse(text: string): Map<string, string> {
  let given: unknown;
  try {
    given = text === "" ? {} : JSON.parse(text);
  } catch {
    given = {};
  }
  const entries = Object.entries(Object(given));
  return new Map(entries.filter((entry): entry is [string, string] => isColor(entry[1])));
}

function isColor(value: unknown): boolean {
  return typeof value === "string" && /^#[0-9a-f]{6}$/.test(value);
}
