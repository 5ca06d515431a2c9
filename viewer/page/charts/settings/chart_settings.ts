import { computed, type ReadonlySignal } from "@preact/signals";
import { urlSignal } from "../../state/url_signal.ts";
import { isDivisible } from "./is_divisible.ts";
import { parseRange } from "./parse_range.ts";
import type { Smoothing } from "./smoothing.ts";

/** What the x axis of all charts is. */
export type XKind = "step" | "global" | "relative" | "clock" | "metric";

/** Names of what the x axis can be. */
export const X_LABELS: Record<XKind, string> = {
  step: "Step",
  global: "Global step",
  relative: "Time since start",
  clock: "Clock time",
  metric: "Another metric…",
};

const kind = urlSignal("x");
const smoothingText = urlSignal("smooth");
const rangeText = urlSignal("range");

/** The metric that is the x axis, where one is. */
export const xMetric = urlSignal("xmetric");

/** `log` where the y axis is logarithmic. */
export const yScale = urlSignal("y");

/** The text that the names of shown metrics contain. */
export const metricSearch = urlSignal("metrics");

/** How wide charts are: `s`, `m` or `l`. */
export const chartSize = urlSignal("size", { fallback: "m" });

/** What the x axis of all charts is. */
export const xKind: ReadonlySignal<XKind> = computed(() =>
  Object.hasOwn(X_LABELS, kind.value) ? kind.value as XKind : "step"
);

/** Chooses what the x axis is; what was zoomed to has no meaning there. */
export function chooseX(chosen: XKind): void {
  kind.value = chosen === "step" ? "" : chosen;
  rangeText.value = "";
}

/** The amounts of smoothing: what a slider offers. */
export const SMOOTHING_AMOUNTS: Record<
  Smoothing["kind"],
  { label: string; min: number; max: number; step: number; start: number }
> = {
  none: { label: "No smoothing", min: 0, max: 0, step: 1, start: 0 },
  ema: { label: "Exponential", min: 0, max: 0.995, step: 0.005, start: 0.8 },
  mean: { label: "Moving average", min: 1, max: 201, step: 2, start: 15 },
  gauss: { label: "Gaussian", min: 0.5, max: 60, step: 0.5, start: 5 },
};

/** How all lines are smoothed. */
export const smoothing: ReadonlySignal<Smoothing> = computed(() => {
  const [name, amount] = smoothingText.value.split(":");
  if (!Object.hasOwn(SMOOTHING_AMOUNTS, name)) return { kind: "none", amount: 0 };
  const kind = name as Smoothing["kind"];
  const { min, max, start } = SMOOTHING_AMOUNTS[kind];
  const given = Number.parseFloat(amount);
  return { kind, amount: Number.isNaN(given) ? start : Math.min(max, Math.max(min, given)) };
});

/** Chooses how lines are smoothed. */
export function chooseSmoothing({ kind, amount }: Smoothing): void {
  smoothingText.value = kind === "none" ? "" : `${kind}:${amount}`;
}

/**
 * The piece of the x axis that all charts show; `null` is all of it. Times are
 * in milliseconds: since 1970, or since the start of each run.
 */
export const xRange: ReadonlySignal<readonly [from: number, to: number] | null> = computed(() =>
  parseRange(rangeText.value)
);

/** Shows a piece of the x axis in all charts; `null` shows all of it. */
export function zoomTo(range: readonly [from: number, to: number] | null): void {
  if (range === null) rangeText.value = "";
  else if (isDivisible(...range)) rangeText.value = shorten(range).join("~");
}

/** A thousandth of what is in sight is less than a pixel. */
function shorten([from, to]: readonly [number, number]): number[] {
  const unit = 10 ** (Math.floor(Math.log10(to - from)) - 3);
  const digits = Math.max(0, Math.ceil(-Math.log10(unit)));
  const round = (value: number) => digits > 100 ? value : Number(value.toFixed(digits));
  return [round(from), round(to)];
}
