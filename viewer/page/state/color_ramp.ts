/** Of even lightness, so that all are visible in both themes; from the least to the greatest. */
export const RAMP: readonly string[] = ["#5f6ad6", "#0d8fbf", "#12996f", "#a18c00", "#d8642f"];

/** The colour at a place of the ramp, from 0 to 1; beyond its ends it is that of the end. */
export function rampColor(place: number): string {
  const at = Math.min(1, Math.max(0, Number.isNaN(place) ? 0 : place)) * (RAMP.length - 1);
  const index = Math.min(RAMP.length - 2, Math.floor(at));
  const [from, to] = [channelsOf(RAMP[index]), channelsOf(RAMP[index + 1])];
  const mixed = from.map((channel, i) =>
    Math.round(channel + ((to[i] ?? channel) - channel) * (at - index))
  );
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

function channelsOf(color = "#000000"): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16));
}
