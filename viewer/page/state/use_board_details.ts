import { useEffect, useRef, useState } from "preact/hooks";
import type { BoardInfo, BoardReply } from "../../protocol/api.ts";
import { api } from "./api_client.ts";
import { RETRY_MS } from "./refresher.ts";
import { useLiveTick } from "./use_live_tick.ts";

/** The shortest time between two requests for a board: its names rarely change, and may be many. */
const MIN_INTERVAL_MS = 1500;

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
  const [replies, setReplies] = useState<ReadonlyMap<string, BoardReply>>(new Map());
  const [error, setError] = useState<string>();
  const [turn, nextTurn] = useState(0);
  const requested = useRef(new Map<string, { mark: string; at: number }>());
  const ticks = useLiveTick(boards, true);
  // A reply may be incomplete while the server is still reading a board (`pending`).
  const marked = boards.map(({ boardId, pending, createdAt }, i) => ({
    id: boardId,
    mark: `${ticks[i]} ${pending} ${createdAt}`,
  }));

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = (ms: number) => timer ??= setTimeout(() => nextTurn((turn) => turn + 1), ms);
    const load = async (id: string, mark: string) => {
      const before = requested.current.get(id);
      if (before?.mark === mark) return;
      const early = before === undefined ? 0 : before.at + MIN_INTERVAL_MS - performance.now();
      if (early > 0) {
        again(early);
        return;
      }
      requested.current.set(id, { mark, at: performance.now() });
      try {
        const reply = await api.board(id);
        setReplies((old) => new Map(old).set(id, reply));
        setError(undefined);
      } catch (problem) {
        requested.current.delete(id);
        setError((problem as Error).message);
        setTimeout(() => nextTurn((turn) => turn + 1), RETRY_MS);
      }
    };
    for (const { id, mark } of marked) load(id, mark);
    return () => clearTimeout(timer);
  }, [marked.map(({ id }) => id).join("\0"), marked.map(({ mark }) => mark).join(), turn]);

  const details = new Map<string, BoardReply>();
  for (const { id } of marked) {
    const reply = replies.get(id);
    if (reply) details.set(id, reply);
  }
  const loaded = details.size === boards.length && !boards.some(({ pending }) => pending);
  return { details, error, loaded };
}
