import { computed, type ReadonlySignal } from "@preact/signals";
import { urlSignal } from "../../state/url_signal.ts";
import { isDivisible } from "./is_divisible.ts";
import { parseRange } from "./parse_range.ts";
import type { Smoothing } from "./smoothing.ts";

/** The quantity of the x axis of all charts. */
export type XKind = "step" | "global" | "relative" | "clock" | "metric";

/** The names of the quantities. */
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

/** The metric of the x axis; it counts only if the axis is a metric. */
export const xMetric = urlSignal("xmetric");

/** `log` if the y axis is logarithmic. */
export const yScale = urlSignal("y");

const xScale = urlSignal("x scale");

/** Only charts whose metric has this text in its name are shown. */
export const metricSearch = urlSignal("metrics");

/** The names of the sizes of charts. */
export const SIZE_LABELS: Readonly<Record<string, string>> = {
  s: "Small",
  m: "Medium",
  l: "Large",
};

/** The size of charts: `s`, `m` or `l`. */
export const chartSize = urlSignal("size", { fallback: "m" });

/** The quantity of the x axis of all charts. */
export const xKind: ReadonlySignal<XKind> = computed(() =>
  Object.hasOwn(X_LABELS, kind.value) ? kind.value as XKind : "step"
);

/** Whether the x axis can be logarithmic: times have ticks of hours and days, which are not. */
export const canLogX: ReadonlySignal<boolean> = computed(() =>
  !["relative", "clock"].includes(xKind.value)
);

/** Whether the x axis is logarithmic. */
export const isLogX: ReadonlySignal<boolean> = computed(() =>
  canLogX.value && xScale.value === "log"
);

/** Makes the x axis logarithmic, or linear again. */
export function toggleLogX(): void {
  xScale.value = xScale.value === "log" ? "" : "log";
}

const outliers = urlSignal("outliers");

/** Whether outliers are left out of the y range of charts. */
export const leavesOutOutliers: ReadonlySignal<boolean> = computed(() => outliers.value === "out");

/** Leaves outliers out of the y range, or takes them in again. */
export function toggleOutliers(): void {
  outliers.value = leavesOutOutliers.value ? "" : "out";
}

const alerts = urlSignal("alerts");

/** Whether alerts are marked on charts. */
export const showsAlerts: ReadonlySignal<boolean> = computed(() => alerts.value !== "off");

/** Marks alerts on charts, or no more. */
export function toggleAlerts(): void {
  alerts.value = showsAlerts.value ? "off" : "";
}

/** What the x axis is of. */
export const xName: ReadonlySignal<string> = computed(() =>
  xKind.value === "metric" ? xMetric.value : X_LABELS[xKind.value]
);

/** The title of the x axis. */
export const xTitle: ReadonlySignal<string> = computed(() =>
  isLogX.value ? `${xName.value} (log)` : xName.value
);

/** Selects the quantity of the x axis, and resets the zoom, which was in the old quantity. */
export function chooseX(chosen: XKind): void {
  kind.value = chosen === "step" ? "" : chosen;
  rangeText.value = "";
}

/** The names of the kinds of smoothing. */
export const SMOOTHING_LABELS: Record<Smoothing["kind"], string> = {
  none: "No smoothing",
  ema: "Exponential",
  mean: "Moving average",
  gauss: "Gaussian",
};

/** The range and the initial value of the slider of each kind of smoothing. */
export const SMOOTHING_AMOUNTS: Record<
  Smoothing["kind"],
  { min: number; max: number; step: number; start: number }
> = {
  none: { min: 0, max: 0, step: 1, start: 0 },
  ema: { min: 0, max: 0.995, step: 0.005, start: 0.8 },
  mean: { min: 1, max: 201, step: 2, start: 15 },
  gauss: { min: 0.5, max: 60, step: 0.5, start: 5 },
};

/** The smoothing of all lines. */
export const smoothing: ReadonlySignal<Smoothing> = computed(() => {
  const [name = "", amount = ""] = smoothingText.value.split(":");
  if (!Object.hasOwn(SMOOTHING_AMOUNTS, name)) return { kind: "none", amount: 0 };
  const kind = name as Smoothing["kind"];
  const { min, max, start } = SMOOTHING_AMOUNTS[kind];
  const given = Number.parseFloat(amount);
  return { kind, amount: Number.isNaN(given) ? start : Math.min(max, Math.max(min, given)) };
});

/** Selects the smoothing of all lines. */
export function chooseSmoothing({ kind, amount }: Smoothing): void {
  smoothingText.value = kind === "none" ? "" : `${kind}:${amount}`;
}

/**
 * The range of the x axis that all charts show; `null` is the whole axis. Times
 * are in milliseconds: since 1970, or since the start of each run.
 */
export const xRange: ReadonlySignal<readonly [from: number, to: number] | null> = computed(() =>
  parseRange(rangeText.value)
);

/** Zooms all charts to a range of the x axis; `null` shows the whole axis. */
export function zoomTo(range: readonly [from: number, to: number] | null): void {
  if (range === null) rangeText.value = "";
  else if (isDivisible(...range)) rangeText.value = shorten(range).join("~");
}

/** Rounds a range: a thousandth of it is less than a pixel; the first decade of many is not. */
function shorten([from, to]: readonly [number, number]): readonly number[] {
  if (!Number.isFinite(to - from)) return [from, to];
  if (isLogX.peek() && to > 10 * from) return [from, to].map((end) => Number(end.toPrecision(4)));
  const unit = 10 ** (Math.floor(Math.log10(to - from)) - 3);
  const digits = Math.max(0, Math.ceil(-Math.log10(unit)));
  const round = (value: number) => digits > 100 ? value : Number(value.toFixed(digits));
  return [round(from), round(to)];
}
