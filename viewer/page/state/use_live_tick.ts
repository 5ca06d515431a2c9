import type { BoardInfo } from "../../protocol/api.ts";
import { boardTick } from "./store.ts";

/**
 * A number for each board that rises when it may have something new. The
 * component is drawn again then.
 *
 * @param active Whether anybody looks; where not, nothing is drawn again.
 */
export function useLiveTick(boards: readonly BoardInfo[], active: boolean): number[] {
  return boards.map(({ boardId }) => {
    const tick = boardTick(boardId);
    return active ? tick.value : tick.peek();
  });
}
