/** How many hues the palette has. */
export const HUES = 12;

/**
 * Twelve hues, then nearly the same hues darker. All of them are visible on the
 * light and on the dark background.
 */
// deno-fmt-ignore
export const PALETTE: readonly string[] = [
  "#448fe9", "#d86931", "#00a9ab", "#cd62a3", "#62a236", "#867de7", "#c37c00", "#009fd4",
  "#db606f", "#00aa76", "#b16dce", "#9d9100", "#5469b4", "#a05b11", "#008095", "#a54d6c",
  "#2f8247", "#7a5da9", "#8a6a00", "#0d76ad", "#a95043", "#008471", "#955290", "#667815",
];

/**
 * The colours of some things in their order: those that are given, and of the palette the next that
 * none of them has. Where there are more things than colours, they begin again.
 *
 * @param given The colour of each thing that has one already.
 */
export function assignPalette(given: readonly (string | undefined)[]): string[] {
  const taken = new Set(given);
  const free = PALETTE.filter((color) => !taken.has(color));
  const left = free.length > 0 ? free : PALETTE;
  let next = 0;
  return given.map((color) => color ?? left[next++ % left.length] ?? "#448fe9");
}
