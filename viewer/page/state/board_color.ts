import { computed } from "@preact/signals";
import type { BoardInfo } from "../../protocol/api.ts";
import { alsoShown } from "./also_shown.ts";
import { boards } from "./boards.ts";
import { chosenColor } from "./chosen_colors.ts";
import { assignPalette, HUES, PALETTE } from "./palette.ts";
import { selectedBoards } from "./selection.ts";
import { valueColors } from "./value_colors.ts";

const colors = computed(() => assignColors((boards.value ?? []).map(({ boardId }) => boardId)));

/** The colours of the selected boards that are not those of all boards. */
const changedColors = computed(() =>
  separate([...selectedBoards.value, ...alsoShown.value], colors.value)
);

/**
 * The colour of a board: its id determines it, so that it is the same in every
 * panel and in every session. If the ids of two boards give the same colour,
 * the older board keeps it; so it is, too, if two boards of one colour are
 * selected while others are free. What the reader has chosen comes first: a value
 * that gives its colour to all runs that have it, or a colour for this run.
 *
 * @param boardId A board; if it is not listed, only its id counts.
 */
export function boardColor(boardId: string): string {
  const given = valueColors.value?.get(boardId) ?? chosenColor({ run: boardId });
  if (given !== undefined) return given;
  const color = changedColors.value.get(boardId) ?? colors.value.get(boardId) ??
    preferredColor(boardId);
  // An index of the palette, by the modulo of preferredColor() and assignColors().
  return PALETTE[color]!;
}

/** The colours of groups, in their order: no two are alike while there are others. */
export function groupColors(titles: readonly string[]): string[] {
  return assignPalette(titles.map((group) => chosenColor({ group })));
}

/**
 * Assigns colours, as indices of the palette: any twelve successive runs have
 * different hues, any twenty-four have different colours, and neighbours have
 * distant hues if any are left.
 *
 * @param newestFirst The ids in the server's order.
 */
function assignColors(newestFirst: string[]): Map<string, number> {
  const assigned = new Map<string, number>();
  const recent: number[] = [];
  const isFree = (color: number) =>
    !recent.includes(color) &&
    recent.slice(-HUES + 1).every((other) => hueDistance(other, color) > 0);
  const isFar = (color: number) => recent.slice(-2).every((other) => hueDistance(other, color) > 2);
  for (const id of newestFirst.toReversed()) {
    const first = preferredColor(id);
    const free = PALETTE.map((_, i) => (first + 7 * i) % PALETTE.length).filter(isFree);
    // One is always free: the hue that the last eleven runs lack has two colours, of which the
    // last 23 runs have at most one.
    const color = free.find(isFar) ?? free[0] ?? first;
    assigned.set(id, color);
    recent.push(color);
    if (recent.length === PALETTE.length) recent.shift();
  }
  return assigned;
}

/** Gives selected boards whose colour an older one has another one, while there is any. */
function separate(
  selected: readonly BoardInfo[],
  colors: ReadonlyMap<string, number>,
): Map<string, number> {
  const changed = new Map<string, number>();
  const order = [...colors.keys()];
  const colorOf = ({ boardId }: BoardInfo) => colors.get(boardId) ?? preferredColor(boardId);
  const oldestFirst = selected.toSorted((a, b) =>
    order.indexOf(a.boardId) - order.indexOf(b.boardId)
  );
  const used = new Set<number>();
  const isChosen = ({ boardId }: BoardInfo) => {
    const color = chosenColor({ run: boardId });
    if (color !== undefined) used.add(PALETTE.indexOf(color));
    return color !== undefined;
  };
  // A colour that was chosen for one of them is no other's.
  const automatic = oldestFirst.filter((board) => !isChosen(board));
  const clashing = automatic.filter((board) => {
    const isFree = !used.has(colorOf(board));
    used.add(colorOf(board));
    return !isFree;
  });
  for (const board of clashing) {
    const first = colorOf(board);
    const free = PALETTE.map((_, i) => (first + 7 * i) % PALETTE.length)
      .find((color) => !used.has(color));
    if (free === undefined) return changed;
    changed.set(board.boardId, free);
    used.add(free);
  }
  return changed;
}

/** In steps of 30 degrees: neighbours in the palette are 150 degrees apart. */
function hueDistance(a: number, b: number): number {
  const steps = Math.abs(5 * a - 5 * b) % HUES;
  return Math.min(steps, HUES - steps);
}

/** The FNV-1a hash of an id, as an index of the palette. */
function preferredColor(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash % PALETTE.length;
}
