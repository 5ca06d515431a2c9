import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { BoardInfo, InfoReply } from "../../protocol/api.ts";
import { api } from "./api_client.ts";
import { ApiError } from "./api_error.ts";
import { decodePart } from "./decode_part.ts";
import { mergeBoards } from "./merge_boards.ts";
import { urlSignal } from "./url_signal.ts";

/** How long the list may be behind the rows of live boards. */
const SOON_MS = 700;

/** The boards as the server lists them, newest first; `null` before the first answer. */
export const boards = signal<BoardInfo[] | null>(null);

/** What the server says about itself; `null` before it did. */
export const info = signal<InfoReply | null>(null);

/** Why the list could not be read; `null` where it could. */
export const listProblem = signal<string | null>(null);

/** The boards by id. */
export const boardsById: ReadonlySignal<Map<string, BoardInfo>> = computed(() =>
  new Map((boards.value ?? []).map((board) => [board.boardId, board]))
);

/** In the address: nobody is chosen, where no word about it means that nobody has chosen. */
const NONE = "-";
const runs = urlSignal("runs", { push: true });
const defaultId = signal<string | null>(null);

/**
 * The ids of the chosen boards, in the order of choosing; some may be gone by
 * now. Where nobody has chosen, the board that was the newest when the page
 * was opened.
 */
export const selectedIds: ReadonlySignal<string[]> = computed(() => {
  if (runs.value === NONE) return [];
  if (runs.value === "") return defaultId.value === null ? [] : [defaultId.value];
  return [...new Set(runs.value.split(",").map(decodePart))];
});

/** The chosen boards that there are. */
export const selectedBoards: ReadonlySignal<BoardInfo[]> = computed(() =>
  selectedIds.value.flatMap((id) => boardsById.value.get(id) ?? [])
);

/** Chooses boards. */
export function selectBoards(ids: Iterable<string>): void {
  const text = [...new Set(ids)].map((id) => encodeURIComponent(id)).join(",");
  runs.value = text === "" ? NONE : text;
}

const ticks = new Map<string, Signal<number>>();

/**
 * A number that rises whenever a board may have something new: read it in an
 * effect that asks the server for what is new since its last answer.
 */
export function boardTick(boardId: string): ReadonlySignal<number> {
  let tick = ticks.get(boardId);
  if (!tick) ticks.set(boardId, tick = signal(0));
  return tick;
}

/** What a board is shown as. */
export function boardTitle(board: BoardInfo): string {
  return board.annotations.title || board.metadata?.name || board.boardId;
}

let version: string | undefined;
let asking: Promise<void> | undefined;
let askAgain = false;

/** Asks for the list now, if it has changed. */
export function refreshBoards(): Promise<void> {
  if (asking) {
    askAgain = true;
    return asking;
  }
  asking = ask().finally(() => {
    asking = undefined;
    if (!askAgain) return;
    askAgain = false;
    refreshBoards();
  });
  return asking;
}

async function ask(): Promise<void> {
  try {
    const [now, reply] = await Promise.all([
      info.peek() ?? api.info(),
      api.boards(version),
    ]);
    info.value = now;
    listProblem.value = null;
    if (!reply) return;
    const list = mergeBoards(boards.peek() ?? [], reply);
    if (list.some(({ pending }) => pending)) refreshSoon();
    const before = boardsById.peek();
    version = reply.version;
    batch(() => {
      boards.value = list;
      chooseDefault(list);
    });
    for (const board of reply.boards) {
      // Its last rows may have come with its end.
      if (before.get(board.boardId)?.live && !board.live) bump(board.boardId);
    }
  } catch (error) {
    listProblem.value = error instanceof ApiError && error.kind === "offline"
      ? null
      : String((error as Error).message);
  }
}

function chooseDefault(boards: BoardInfo[]): void {
  if (boards.some(({ boardId }) => boardId === defaultId.peek())) return;
  const newest = boards.find(({ annotations, metadata }) => !annotations.hidden && metadata);
  defaultId.value = newest?.boardId ?? null;
}

/** A board may have something new. */
export function bump(boardId: string): void {
  const tick = ticks.get(boardId);
  if (tick) tick.value++;
}

/** Asks for everything that has changed since nobody listened, whatever was known. */
export function refreshAll(): void {
  version = undefined;
  info.value = null;
  refreshBoards();
  batch(() => {
    for (const tick of ticks.values()) tick.value++;
  });
}

let soon: ReturnType<typeof setTimeout> | undefined;

/** Asks for the list in a moment, once for all who want it. */
export function refreshSoon(): void {
  soon ??= setTimeout(() => {
    soon = undefined;
    refreshBoards();
  }, SOON_MS);
}
