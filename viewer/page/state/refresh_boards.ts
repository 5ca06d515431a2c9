import { batch } from "@preact/signals";
import { api } from "./api_client.ts";
import { ApiError } from "./api_error.ts";
import type { BoardInfo } from "../../protocol/api.ts";
import { raiseAllTicks, raiseTick } from "./board_ticks.ts";
import { boards, boardsById, info, listProblem } from "./boards.ts";
import { mergeBoards } from "./merge_boards.ts";
import { updateDefaultSelection } from "./selection.ts";

/** How long `refreshSoon()` waits: the list may be this much older than the rows of live boards. */
const SOON_MS = 700;

/** The version of the list in `boards`; the server replies with what changed since. */
let version: string | undefined;
/** Rises when what is known is to be asked for anew: what was asked before is no answer then. */
let era = 0;
let requesting: Promise<void> | undefined;
let requestAgain = false;
let soon: ReturnType<typeof setTimeout> | undefined;

/** Requests what has changed in the list of boards. One request runs at a time. */
export function refreshBoards(): Promise<void> {
  if (requesting) {
    requestAgain = true;
    return requesting;
  }
  requesting = requestList().finally(() => {
    requesting = undefined;
    if (!requestAgain) return;
    requestAgain = false;
    refreshBoards();
  });
  return requesting;
}

/** Requests the list in a moment: one request serves all calls until then. */
export function refreshSoon(): void {
  soon ??= setTimeout(() => {
    soon = undefined;
    refreshBoards();
  }, SOON_MS);
}

/**
 * Requests the whole list, and makes all panels request what is new: for when
 * the page has missed events.
 */
export function refreshAll(): void {
  era++;
  version = undefined;
  info.value = null;
  refreshBoards();
  raiseAllTicks();
}

async function requestList(): Promise<void> {
  const asked = era;
  try {
    const [about, reply] = await Promise.all([
      info.peek() ?? api.info(),
      api.boards(version),
    ]);
    // Meanwhile the server may have turned out to be another one, of other boards.
    if (asked !== era) return;
    info.value = about;
    listProblem.value = null;
    if (!reply) return;
    const list = mergeBoards(boards.peek() ?? [], reply);
    // The folder itself may have gone, which the server's word on itself says.
    if (list.length === 0 && version !== undefined) info.value = await api.info();
    if (list.some(({ pending }) => pending)) refreshSoon();
    const before = boardsById.peek();
    version = reply.version;
    batch(() => {
      boards.value = list;
      updateDefaultSelection(list);
    });
    for (const board of reply.boards) {
      const earlier = before.get(board.boardId);
      if (earlier !== undefined && mayHaveOtherRows(earlier, board)) raiseTick(board.boardId);
    }
  } catch (error) {
    // Without a server there is another notice.
    listProblem.value = error instanceof ApiError && error.kind === "offline"
      ? null
      : String((error as Error).message);
  }
}

/**
 * Whether a board that is not live may have other rows than before: a run may log its last rows just
 * before it ends, and a board may be seen before its run has written any.
 */
function mayHaveOtherRows(before: BoardInfo, board: BoardInfo): boolean {
  return !board.live && (before.live || before.status !== board.status ||
    before.finishedAt !== board.finishedAt || before.sizeBytes !== board.sizeBytes);
}
