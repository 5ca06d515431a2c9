import type { BoardInfo } from "../../protocol/api.ts";
import { boardTick } from "./board_ticks.ts";

/**
 * The ticks of some boards: each rises when its board may have new rows, and
 * the component is rendered again.
 *
 * @param active Whether the component is visible. If not, ticks render nothing again.
 */
export function useLiveTick(boards: readonly BoardInfo[], active: boolean): number[] {
  return boards.map(({ boardId }) => {
    const tick = boardTick(boardId);
    return active ? tick.value : tick.peek();
  });
}
