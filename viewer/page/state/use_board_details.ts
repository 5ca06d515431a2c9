import type { BoardInfo, BoardReply } from "../../protocol/api.ts";
import { api } from "./api_client.ts";
import { useBoardReplies } from "./use_board_replies.ts";

/** Which metrics, media, tables and histograms some boards have. */
export interface BoardDetails {
  /** The replies that have arrived, by board id, in the order of the boards. */
  details: ReadonlyMap<string, BoardReply>;
  /** Why the last request failed. */
  error?: string;
  /** Whether all replies have arrived. */
  loaded: boolean;
}

/** Requests which names some boards have, and again while they are live. */
export function useBoardDetails(boards: readonly BoardInfo[]): BoardDetails {
  const { replies, error, loaded } = useBoardReplies(boards, "", (id) => api.board(id));
  return { details: replies, error, loaded: loaded && !boards.some(({ pending }) => pending) };
}
