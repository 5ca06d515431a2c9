import { type ReadonlySignal, signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { AlertRowJson, BoardInfo } from "../../protocol/api.ts";
import { api } from "./api_client.ts";
import { connection } from "./connection.ts";
import { historyOf } from "./history_of.ts";
import { useLiveTick } from "./use_live_tick.ts";

/** Of more runs with alerts than this, those of the first are shown: there is one request for each. */
const MAX_BOARDS = 100;
/** The shortest time between two requests for a board. */
const MIN_INTERVAL_MS = 3000;

const alerts = signal<ReadonlyMap<string, readonly AlertRowJson[]>>(new Map());

/** The alerts of the boards for which they were requested, by board id. */
export const boardAlerts: ReadonlySignal<ReadonlyMap<string, readonly AlertRowJson[]>> = alerts;

/** Requests the alerts of some boards, and again while they are live. */
export function useBoardAlerts(boards: readonly BoardInfo[]): void {
  const requested = useRef(new Map<string, { mark: string; at: number }>());
  // Those that had some are asked again: a rewind takes alerts away.
  const shown = boards
    .filter(({ boardId, alertCount }) => alertCount !== 0 || requested.current.has(boardId))
    .slice(0, MAX_BOARDS);
  const ticks = useLiveTick(shown, true);
  const marks = shown.map((board, i) => ({
    id: board.boardId,
    mark: `${ticks[i]} ${historyOf(board)}`,
  }));
  const isOffline = connection.value === "offline";
  useEffect(() => {
    if (isOffline) return;
    const stop = new AbortController();
    const load = async () => {
      // One after another: the charts' rows come first.
      for (const { id, mark } of marks) {
        const before = requested.current.get(id);
        if (before?.mark === mark) continue;
        const early = before === undefined ? 0 : before.at + MIN_INTERVAL_MS - performance.now();
        if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
        if (stop.signal.aborted) return;
        try {
          const { rows } = await api.alerts(id, stop.signal);
          requested.current.set(id, { mark, at: performance.now() });
          if (JSON.stringify(alerts.peek().get(id) ?? []) === JSON.stringify(rows)) continue;
          alerts.value = new Map(alerts.peek()).set(id, rows);
        } catch {
          // A run of which they cannot be read has none; its charts say what is wrong with it.
          if (stop.signal.aborted) return;
        }
      }
    };
    load();
    return () => stop.abort();
  }, [JSON.stringify(marks), isOffline]);
}
