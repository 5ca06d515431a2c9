import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { BoardInfo, InfoReply } from "../../protocol/api.ts";

/** The boards as the server lists them, newest first; `null` before the first reply. */
export const boards = signal<BoardInfo[] | null>(null);

/** The boards by id. */
export const boardsById: ReadonlySignal<Map<string, BoardInfo>> = computed(() =>
  new Map((boards.value ?? []).map((board) => [board.boardId, board]))
);

/** What the server says about itself; `null` before the first reply. */
export const info = signal<InfoReply | null>(null);

/** Why the server could not list the boards; `null` if it could. */
export const listProblem = signal<string | null>(null);
