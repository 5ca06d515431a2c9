import { useEffect, useRef, useState } from "preact/hooks";
import type { BoardInfo, HistogramRowJson } from "../../protocol/api.ts";
import { api } from "../state/api_client.ts";
import { connection } from "../state/connection.ts";
import { historyOf } from "../state/history_of.ts";
import { Refresher } from "../state/refresher.ts";
import { boardTick } from "../state/board_ticks.ts";

/** About how many histograms a heat map shows; up to twice as many while a run is live. */
const MAX_ROWS = 240;

/** Requests the histograms of a heat map, evenly thinned, and new ones while the run is live. */
export function useHeatRows(
  board: BoardInfo,
  name: string,
): { rows: HistogramRowJson[]; problem: string | null } {
  const { boardId } = board;
  const history = historyOf(board).join();
  const [rows, setRows] = useState<HistogramRowJson[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const refresher = useRef<Refresher>(undefined);
  const tick = boardTick(boardId).value;
  const online = connection.value !== "offline";

  useEffect(() => {
    let known: HistogramRowJson[] = [];
    setRows(known);
    const created = new Refresher(async (signal) => {
      const query = { name, after: known.at(-1)?.step, thin: MAX_ROWS };
      const reply = await api.histograms(boardId, query, signal);
      if (reply.rows.length === 0 || signal.aborted) return;
      known = thin([...known, ...reply.rows]);
      setRows(known);
    }, setProblem);
    refresher.current = created;
    return () => created.close();
  }, [history, name]);
  useEffect(() => {
    if (online) refresher.current?.update();
  }, [history, name, tick, online]);
  return { rows, problem };
}

/** Drops every other histogram, but never the last, if there are too many. */
function thin(rows: HistogramRowJson[]): HistogramRowJson[] {
  if (rows.length <= 2 * MAX_ROWS) return rows;
  return rows.filter((_, i) => i % 2 === 0 || i === rows.length - 1);
}
