import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { BoardInfo } from "../../protocol/api.ts";
import { boardsById } from "./boards.ts";
import { decodePart } from "./decode_part.ts";
import { urlSignal } from "./url_signal.ts";

/**
 * In the address: the reader has deselected all boards. An address that says
 * nothing about boards means that the reader has not selected any yet.
 */
const NONE = "-";
const runs = urlSignal("runs", { push: true });
const defaultId = signal<string | null>(null);

/**
 * The ids of the selected boards, in the order of their selection; some may
 * have been deleted since. Until the reader selects boards it is the newest
 * board at the time when the page was opened.
 */
export const selectedIds: ReadonlySignal<string[]> = computed(() => {
  if (runs.value === NONE) return [];
  if (runs.value === "") return defaultId.value === null ? [] : [defaultId.value];
  return [...new Set(runs.value.split(",").map(decodePart))];
});

/** The selected boards that still exist. */
export const selectedBoards: ReadonlySignal<BoardInfo[]> = computed(() =>
  selectedIds.value.flatMap((id) => boardsById.value.get(id) ?? [])
);

/** Selects these boards, and no others. */
export function selectBoards(ids: Iterable<string>): void {
  const text = [...new Set(ids)].map((id) => encodeURIComponent(id)).join(",");
  runs.value = text === "" ? NONE : text;
}

/**
 * Makes the newest readable board the default selection, unless the current
 * default can still be read. The server may have found out only now that it cannot.
 */
export function updateDefaultSelection(boards: readonly BoardInfo[]): void {
  const current = boards.find(({ boardId }) => boardId === defaultId.peek());
  if (current && !current.isUnreadable) {
    defaultId.value = firstRankOf(current, boards).boardId;
    return;
  }
  const newest = boards.find(({ annotations, metadata, isUnreadable }) =>
    !annotations.hidden && metadata && !isUnreadable
  );
  const found = newest ?? current;
  defaultId.value = found === undefined ? null : firstRankOf(found, boards).boardId;
}

/** Of a process of several: the newest board of rank 0 of its training, which stands for all. */
function firstRankOf(board: BoardInfo, boards: readonly BoardInfo[]): BoardInfo {
  const { group } = board.annotations;
  if (group === undefined || !board.metadata?.rank) return board;
  return boards.find(({ annotations, metadata, isUnreadable }) =>
    annotations.group === group && metadata?.rank === 0 && !isUnreadable
  ) ?? board;
}
