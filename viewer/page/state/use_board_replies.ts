import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { historyOf } from "./history_of.ts";
import { RETRY_MS } from "./refresher.ts";
import { useLiveTick } from "./use_live_tick.ts";

/** The shortest time between two requests for a board: what is asked for may be much. */
const MIN_INTERVAL_MS = 1500;

/** What a request has answered for some boards. */
export interface BoardReplies<Reply> {
  /** The replies that have arrived, by board id, in the order of the boards. */
  replies: ReadonlyMap<string, Reply>;
  /** Why the last request failed. */
  error?: string;
  /** Whether all replies have arrived. */
  loaded: boolean;
}

/**
 * Requests something of each of some boards, and again while they are live.
 *
 * @param key Identifies what is requested: with another key everything is requested again.
 */
export function useBoardReplies<Reply>(
  boards: readonly BoardInfo[],
  key: string,
  request: (boardId: string) => Promise<Reply>,
): BoardReplies<Reply> {
  const [found, setFound] = useState<ReadonlyMap<string, { key: string; reply: Reply }>>(new Map());
  const [error, setError] = useState<string>();
  const [turn, nextTurn] = useState(0);
  const requested = useRef(new Map<string, { mark: string; key: string; at: number }>());
  const ticks = useLiveTick(boards, true);
  // A reply may be incomplete while the server is still reading a board (`pending`).
  const marked = boards.map((board, i) => ({
    id: board.boardId,
    mark: `${ticks[i]} ${board.pending} ${historyOf(board)} ${key}`,
  }));
  const ids = marked.map(({ id }) => id).join("\0");

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = (ms: number) => timer ??= setTimeout(() => nextTurn((turn) => turn + 1), ms);
    const load = async (id: string, mark: string) => {
      const before = requested.current.get(id);
      if (before?.mark === mark) return;
      const early = before?.key === key ? before.at + MIN_INTERVAL_MS - performance.now() : 0;
      if (early > 0) {
        again(early);
        return;
      }
      requested.current.set(id, { mark, key, at: performance.now() });
      // A reply that comes after the key has changed is of no use.
      const isLate = () => requested.current.get(id)?.key !== key;
      try {
        const reply = await request(id);
        if (isLate()) return;
        setFound((old) => new Map(old).set(id, { key, reply }));
        setError(undefined);
      } catch (problem) {
        if (isLate()) return;
        requested.current.delete(id);
        setError((problem as Error).message);
        setTimeout(() => nextTurn((turn) => turn + 1), RETRY_MS);
      }
    };
    for (const { id, mark } of marked) load(id, mark);
    return () => clearTimeout(timer);
  }, [ids, marked.map(({ mark }) => mark).join(), turn]);

  const replies = useMemo(() =>
    new Map(marked.flatMap(({ id }): [string, Reply][] => {
      const known = found.get(id);
      return known?.key === key ? [[id, known.reply]] : [];
    })), [found, key, ids]);
  return { replies, error, loaded: replies.size === boards.length };
}
