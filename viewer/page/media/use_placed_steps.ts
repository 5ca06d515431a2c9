import { useMemo } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { api } from "../state/api_client.ts";
import { useBoardReplies } from "../state/use_board_replies.ts";
import { mediaAxis, mediaMetric } from "./media_axis.ts";
import { PlacedSteps } from "./placed_steps.ts";

/** Where the media of some runs are on the axis of the slider. */
export interface AllPlacedSteps {
  /** By board id, as far as they have arrived. */
  byBoard: ReadonlyMap<string, PlacedSteps>;
  /** All places together, ascending. */
  places: readonly number[];
  /** Why the last request failed. */
  error?: string;
}

/** Requests where the media of some runs are on the axis of the slider, under whatever name. */
export function usePlacedSteps(boards: readonly BoardInfo[]): AllPlacedSteps {
  const axis = mediaAxis.value;
  const metric = mediaMetric.value;
  const { replies, error } = useBoardReplies(boards, `${axis} ${metric}`, (id) =>
    api.steps(id, {
      kind: "media",
      ...(axis === "global" ? { x: "global_step" } : {}),
      ...(axis === "metric" ? { x: "metric", metric } : {}),
    }));
  return useMemo(() => {
    const byBoard = new Map(
      [...replies].map(([id, { steps, places }]) => [id, new PlacedSteps(steps, places)]),
    );
    const all = new Set([...byBoard.values()].flatMap(({ places }) => [...places]));
    return { byBoard, places: [...all].sort((a, b) => a - b), error };
  }, [replies, error]);
}
