import { useEffect, useRef, useState } from "preact/hooks";
import type { BoardInfo, HistogramRowJson } from "../../server/api.ts";
import { api } from "../api_client.ts";
import { connection } from "../connection.ts";
import { boardTick } from "../store.ts";

/** How many histograms a heat map has about; twice as many while a run is live. */
const MOST_ROWS = 240;

/** The histograms of a heat map, thinned, and what came since. */
export function useHeatRows(
  { boardId }: BoardInfo,
  name: string,
): { rows: HistogramRowJson[]; problem: string | null } {
  const [rows, setRows] = useState<HistogramRowJson[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const known = useRef<{ rows: HistogramRowJson[]; busy: boolean }>({ rows: [], busy: false });
  const tick = boardTick(boardId).value;
  const online = connection.value !== "offline";

  useEffect(() => {
    known.current = { rows: [], busy: false };
    setRows([]);
  }, [boardId, name]);
  useEffect(() => {
    const own = known.current;
    if (own.busy || !online) return;
    own.busy = true;
    const after = own.rows.at(-1)?.step;
    api.histograms(boardId, { name, after, thin: MOST_ROWS }).then((reply) => {
      if (own !== known.current) return;
      setProblem(null);
      if (reply.rows.length === 0) return;
      own.rows = thin([...own.rows, ...reply.rows]);
      setRows(own.rows);
    }, (error: Error) => setProblem(error.message)).finally(() => own.busy = false);
  }, [boardId, name, tick, online]);
  return { rows, problem };
}

/** Every other one goes where there are too many; the last stays. */
function thin(rows: HistogramRowJson[]): HistogramRowJson[] {
  if (rows.length <= 2 * MOST_ROWS) return rows;
  return rows.filter((_, i) => i % 2 === 0 || i === rows.length - 1);
}
