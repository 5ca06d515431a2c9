import { urlChoices } from "../../state/url_choices.ts";

/** Whether the metrics of one chart share a y scale, or each has its own. */
export type YScales = "shared" | "own";

const choices = urlChoices(
  "y scales",
  (value): value is YScales => value === "shared" || value === "own",
);

/** What the reader has chosen for the chart of a metric; `undefined` if nothing. */
export function chosenScales(host: string): YScales | undefined {
  return choices.chosen.value.get(host);
}

/** Chooses the y scales of the chart of a metric. */
export function chooseScales(host: string, scales: YScales): void {
  choices.choose(host, scales);
}
