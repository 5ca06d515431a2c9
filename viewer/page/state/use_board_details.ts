import { useEffect, useRef, useState } from "preact/hooks";
import type { BoardInfo, BoardReply } from "../../protocol/api.ts";
import { api } from "./api_client.ts";
import { useLiveTick } from "./use_live_tick.ts";

/** How long after a failure it is tried again. */
const RETRY_MS = 3000;

/** How often a live board is asked at most: what it has changes seldom, and may be much. */
const MIN_MS = 1500;

/** What some boards have. */
export interface BoardDetails {
  /** By the boards' ids, as far as it is known, in the order of the boards. */
  details: ReadonlyMap<string, BoardReply>;
  /** What went wrong with the last call. */
  error?: string;
  /** Whether all is known. */
  loaded: boolean;
}

/** What some boards have, kept up to date while they are live. */
export function useBoardDetails(boards: readonly BoardInfo[]): BoardDetails {
  const [replies, setReplies] = useState<ReadonlyMap<string, BoardReply>>(new Map());
  const [error, setError] = useState<string>();
  const [turn, nextTurn] = useState(0);
  const asked = useRef(new Map<string, { mark: string; at: number }>());
  const ticks = useLiveTick(boards, true);
  // What is known while the server still reads a board is asked for again.
  const marks = boards.map(({ pending, createdAt }, i) => `${ticks[i]} ${pending} ${createdAt}`);
  const ids = boards.map(({ boardId }) => boardId);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = (ms: number) => timer ??= setTimeout(() => nextTurn((turn) => turn + 1), ms);
    const load = async (id: string, mark: string) => {
      const before = asked.current.get(id);
      if (before?.mark === mark) return;
      const early = before === undefined ? 0 : before.at + MIN_MS - performance.now();
      if (early > 0) {
        again(early);
        return;
      }
      asked.current.set(id, { mark, at: performance.now() });
      try {
        const reply = await api.board(id);
        setReplies((old) => new Map(old).set(id, reply));
        setError(undefined);
      } catch (problem) {
        asked.current.delete(id);
        setError((problem as Error).message);
        setTimeout(() => nextTurn((turn) => turn + 1), RETRY_MS);
      }
    };
    ids.forEach((id, i) => load(id, marks[i]));
    return () => clearTimeout(timer);
  }, [ids.join("\0"), marks.join(), turn]);

  const details = new Map(
    ids.flatMap((id) => replies.has(id) ? [[id, replies.get(id)!] as const] : []),
  );
  const loaded = details.size === ids.length && !boards.some(({ pending }) => pending);
  return { details, error, loaded };
}
