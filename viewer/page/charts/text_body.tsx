import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../state/api_client.ts";
import { boardColor } from "../state/board_color.ts";
import { connection } from "../state/connection.ts";
import { historyOf } from "../state/history_of.ts";
import { Refresher } from "../state/refresher.ts";
import { boardTitle } from "../state/board_title.ts";
import { useLiveTick } from "../state/use_live_tick.ts";
import { Loading } from "../ui/loading.tsx";
import { LongText } from "../ui/long_text.tsx";
import type { MetricEntry } from "./settings/metric_entries.ts";

interface LoggedText {
  boardId: string;
  step: number;
  text: string;
}

/** Props of {@linkcode TextBody}. */
export interface TextBodyProps {
  metric: MetricEntry;
  /** In pixels. */
  height: number;
  /** Whether the chart is visible. */
  active: boolean;
}

/** The values of a metric of texts, the last one first. */
export function TextBody({ metric, height, active }: TextBodyProps) {
  const [texts, setTexts] = useState<LoggedText[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const refresher = useRef<Refresher>(undefined);
  const { name, boards } = metric;
  const ids = JSON.stringify(boards.map(historyOf));
  const ticks = useLiveTick(boards, active);
  const canRequest = active && connection.value !== "offline";
  useEffect(() => {
    if (!canRequest) return;
    const created = new Refresher(async (signal) => {
      const lists = await Promise.all(boards.map(async ({ boardId }): Promise<LoggedText[]> => {
        const { texts } = await api.texts(boardId, name, signal);
        return texts.map((text) => ({ boardId, ...text }));
      }));
      if (!signal.aborted) setTexts(lists.flat().sort((a, b) => b.step - a.step));
    }, setProblem);
    refresher.current = created;
    return () => created.close();
  }, [name, ids, canRequest]);
  useEffect(() => {
    if (canRequest) refresher.current?.update();
  }, [name, ids, canRequest, ticks.join()]);

  const titles = new Map(boards.map((board) => [board.boardId, boardTitle(board)]));
  return (
    <div
      class="text-body"
      style={{ height: `${height}px` }}
      tabIndex={0}
      role="group"
      aria-label={name}
    >
      {problem !== null && <p class="problem" role="alert">{problem}</p>}
      {texts === null && problem === null && (
        <p class="chart-word">
          <Loading />
        </p>
      )}
      {texts?.length === 0 && <p class="chart-word">No values yet.</p>}
      {texts?.map(({ boardId, step, text }) => (
        <div class="text-row" key={`${boardId}/${step}`}>
          <span class="muted">{step}</span>
          <span
            class="run-dot"
            title={titles.get(boardId)}
            style={{ backgroundColor: boardColor(boardId) }}
          />
          <span class="text-value">
            <LongText text={text} />
          </span>
        </div>
      ))}
    </div>
  );
}
