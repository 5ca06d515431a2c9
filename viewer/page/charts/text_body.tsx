import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../state/api_client.ts";
import { boardColor } from "../state/board_color.ts";
import { connection } from "../state/connection.ts";
import { Refresher } from "../state/refresher.ts";
import { boardTick, boardTitle } from "../state/store.ts";
import type { MetricEntry } from "./settings/metric_entries.ts";

/** How many texts of a run are shown: the last ones. */
const MAX_TEXTS = 200;

interface Text {
  boardId: string;
  step: number;
  text: string;
}

/** A metric of texts: what was logged, the last first. */
export function TextBody(
  { metric, height, active }: { metric: MetricEntry; height: number; active: boolean },
) {
  const [texts, setTexts] = useState<Text[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const refresher = useRef<Refresher>(undefined);
  const { name, boards } = metric;
  const ids = JSON.stringify(boards.map(({ boardId, createdAt }) => [boardId, createdAt]));
  const ticks = boards.map(({ boardId }) => {
    const tick = boardTick(boardId);
    return active ? tick.value : tick.peek();
  });
  const asks = active && connection.value !== "offline";
  useEffect(() => {
    if (!asks) return;
    const column = `"${name.replaceAll('"', '""')}"`;
    const query = `SELECT step, ${column} FROM metrics WHERE ${column} IS NOT NULL ` +
      `ORDER BY step DESC LIMIT ${MAX_TEXTS}`;
    const own = refresher.current = new Refresher(async (signal) => {
      const lists = await Promise.all(boards.map(async ({ boardId }): Promise<Text[]> => {
        const { rows } = await api.sql({ query, board: boardId, maxRows: MAX_TEXTS }, signal);
        return rows.map(([step, text]) => ({ boardId, step: Number(step), text: String(text) }));
      }));
      if (!signal.aborted) setTexts(lists.flat().sort((a, b) => b.step - a.step));
    }, setProblem);
    return () => own.close();
  }, [name, ids, asks]);
  useEffect(() => {
    if (asks) refresher.current!.update();
  }, [name, ids, asks, ticks.join()]);

  const byId = new Map(boards.map((board) => [board.boardId, board]));
  return (
    <div
      class="text-body"
      style={{ height: `${height}px` }}
      tabIndex={0}
      role="group"
      aria-label={name}
    >
      {problem !== null && <p class="problem" role="alert">{problem}</p>}
      {texts === null && problem === null && <p class="chart-word">Loading…</p>}
      {texts?.length === 0 && <p class="chart-word">No values yet.</p>}
      {texts?.map(({ boardId, step, text }) => (
        <div class="text-row" key={`${boardId}/${step}`}>
          <span class="muted">{step}</span>
          <span
            class="run-dot"
            title={boardTitle(byId.get(boardId) ?? boards[0])}
            style={{ backgroundColor: boardColor(boardId) }}
          />
          <span class="text-value">{text}</span>
        </div>
      ))}
    </div>
  );
}
