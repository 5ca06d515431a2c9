import { batch, computed, type ReadonlySignal } from "@preact/signals";
import { urlSignal } from "../state/url_signal.ts";

/** What the slider of media moves along. */
export type MediaAxis = "step" | "global" | "metric";

/** The names of the axes. */
export const MEDIA_AXES: Record<MediaAxis, string> = {
  step: "Step",
  global: "Global step",
  metric: "A metric…",
};

const axis = urlSignal("media x");
const metric = urlSignal("media x metric");
const placeText = urlSignal("media at");
const ownText = urlSignal("media sliders");

/** What the slider moves along. */
export const mediaAxis: ReadonlySignal<MediaAxis> = computed(() =>
  axis.value === "global" || axis.value === "metric" ? axis.value : "step"
);

/** The metric that the slider moves along; it counts only if the axis is a metric. */
export const mediaMetric: ReadonlySignal<string> = computed(() => metric.value);

/** What the slider counts, in words. */
export const mediaUnit: ReadonlySignal<string> = computed(() =>
  mediaAxis.value === "metric" ? mediaMetric.value : MEDIA_AXES[mediaAxis.value].toLowerCase()
);

/** Where the slider of all names is; `null` is its end, also after more has come. */
export const mediaPlace: ReadonlySignal<number | null> = computed(() => {
  const place = Number(placeText.value);
  return placeText.value === "" || !Number.isFinite(place) ? null : place;
});

/** Whether each name has a slider of its own. */
export const hasOwnSliders: ReadonlySignal<boolean> = computed(() => ownText.value === "own");

/** Moves the slider of all names. */
export function placeMedia(place: number | null): void {
  placeText.value = place === null ? "" : String(place);
}

/** Gives each name a slider of its own, or all of them one. */
export function chooseSliders(isOwn: boolean): void {
  ownText.value = isOwn ? "own" : "";
}

/** Selects what the slider moves along; it starts at the end. */
export function chooseMediaAxis(chosen: MediaAxis, name = ""): void {
  batch(() => {
    axis.value = chosen === "step" ? "" : chosen;
    metric.value = name;
    placeText.value = "";
  });
}
