import { computed } from "@preact/signals";
import { boards } from "./store.ts";

/** Twelve hues and, darker, twelve between them; all to be told from white and from near black. */
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

/** @param newestFirst As the server lists them. */
function assignColors(newestFirst: string[]): Map<string, number> {
  const assigned = new Map<string, number>();
  const recent: number[] = [];
  for (const id of newestFirst.toReversed()) {
    let color = wanted(id);
    while (recent.includes(color)) color = (color + 7) % PALETTE.length;
    assigned.set(id, color);
    recent.push(color);
    if (recent.length === PALETTE.length) recent.shift();
  }
  return assigned;
}

/** FNV-1a. */
function wanted(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash % PALETTE.length;
}
