import { computed } from "@preact/signals";
import { boards } from "./store.ts";

const HUES = 12;
/** Twelve hues and, darker, the same ones, nearly; all to be told from white and from near black. */
// deno-fmt-ignore
const PALETTE = [
  "#448fe9", "#d86931", "#00a9ab", "#cd62a3", "#62a236", "#867de7", "#c37c00", "#009fd4",
  "#db606f", "#00aa76", "#b16dce", "#9d9100", "#5469b4", "#a05b11", "#008095", "#a54d6c",
  "#2f8247", "#7a5da9", "#8a6a00", "#0d76ad", "#a95043", "#008471", "#955290", "#667815",
];

const colors = computed(() => assignColors((boards.value ?? []).map(({ boardId }) => boardId)));

/**
 * A board's colour, everywhere and each time the same: it comes from the id.
 * Boards of which the ids want the same colour are told apart, the older one keeps it.
 *
 * @param boardId The board; one that is not listed has the colour that its id wants.
 */
export function boardColor(boardId: string): string {
  return PALETTE[colors.value.get(boardId) ?? wanted(boardId)];
}

/**
 * Of twelve runs in a row no two have the same hue, of twenty-four none the
 * same colour, and neighbours have hues far apart where there are such.
 *
 * @param newestFirst As the server lists them.
 */
function assignColors(newestFirst: string[]): Map<string, number> {
  const assigned = new Map<string, number>();
  const recent: number[] = [];
  const isFree = (color: number) =>
    !recent.includes(color) &&
    recent.slice(-HUES + 1).every((other) => hueDistance(other, color) > 0);
  const isFar = (color: number) => recent.slice(-2).every((other) => hueDistance(other, color) > 2);
  for (const id of newestFirst.toReversed()) {
    const first = wanted(id);
    const all = PALETTE.map((_, i) => (first + 7 * i) % PALETTE.length).filter(isFree);
    const color = all.find(isFar) ?? all[0];
    assigned.set(id, color);
    recent.push(color);
    if (recent.length === PALETTE.length) recent.shift();
  }
  return assigned;
}

/** In steps of 30 degrees: the palette goes round the circle in steps of 150. */
function hueDistance(a: number, b: number): number {
  const steps = Math.abs(5 * a - 5 * b) % HUES;
  return Math.min(steps, HUES - steps);
}

/** FNV-1a. */
function wanted(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash % PALETTE.length;
}
