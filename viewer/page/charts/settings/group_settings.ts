import { computed, type ReadonlySignal } from "@preact/signals";
import type { GroupsRequest } from "../../../protocol/api.ts";
import { urlSignal } from "../../state/url_signal.ts";

/** What stands for the runs of a group, and what the band around it reaches to. */
export interface GroupStyle {
  center: NonNullable<GroupsRequest["center"]>;
  band: NonNullable<GroupsRequest["band"]>;
}

/** The names of what may stand for a group. */
export const CENTER_LABELS: Record<GroupStyle["center"], string> = {
  mean: "Mean",
  median: "Median",
};

/** The names of what a band may reach to. */
export const BAND_LABELS: Record<GroupStyle["band"], string> = {
  std: "± standard deviation",
  sem: "± standard error",
  minmax: "least to greatest",
  quartiles: "quartiles",
};

const center = urlSignal("center");
const band = urlSignal("band");

/** How groups are drawn. */
export const groupStyle: ReadonlySignal<GroupStyle> = computed(() => ({
  center: Object.hasOwn(CENTER_LABELS, center.value)
    ? center.value as GroupStyle["center"]
    : "mean",
  band: Object.hasOwn(BAND_LABELS, band.value) ? band.value as GroupStyle["band"] : "std",
}));

/** Selects how groups are drawn. */
export function chooseGroupStyle(style: Partial<GroupStyle>): void {
  if (style.center !== undefined) center.value = style.center === "mean" ? "" : style.center;
  if (style.band !== undefined) band.value = style.band === "std" ? "" : style.band;
}
