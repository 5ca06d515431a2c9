import { computed, type ReadonlySignal } from "@preact/signals";
import { urlSignal } from "../../state/url_signal.ts";

/** Whether the metrics of one chart share a y scale, or each has its own. */
export type YScales = "shared" | "own";

const text = urlSignal("y scales");

const chosen: ReadonlySignal<ReadonlyMap<string, YScales>> = computed(() => parse(text.value));

/** What the reader has chosen for the chart of a metric; `undefined` if nothing. */
export function chosenScales(host: string): YScales | undefined {
  return chosen.value.get(host);
}

/** Chooses the y scales of the chart of a metric. */
export function chooseScales(host: string, scales: YScales): void {
  text.value = JSON.stringify(Object.fromEntries(new Map(chosen.peek()).set(host, scales)));
}

/** Reads an address, leaving out whatever is invalid. */
function parse(text: string): Map<string, YScales> {
  let given: unknown;
  try {
    given = text === "" ? {} : JSON.parse(text);
  } catch {
    given = {};
  }
  const entries = Object.entries(Object(given));
  return new Map(
    entries.filter((entry): entry is [string, YScales] =>
      entry[1] === "shared" || entry[1] === "own"
    ),
  );
}
