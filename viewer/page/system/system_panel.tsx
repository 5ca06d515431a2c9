import { useEffect, useState } from "preact/hooks";
import type { SqlReply } from "../../protocol/api.ts";
import { api } from "../state/api_client.ts";
import { historyOf } from "../state/history_of.ts";
import { boardName } from "../state/board_name.ts";
import { Loading } from "../ui/loading.tsx";
import type { PanelProps } from "../ui/panel_props.ts";
import { RunLabel } from "../ui/run_label.tsx";
import { SystemChart } from "./system_chart.tsx";
import { samplesQuery, SHOWN_BOARDS } from "./samples_query.ts";
import { toCharts } from "./to_charts.ts";

/** Of live runs, new samples are asked for so often: about as often as they come. */
const REFRESH_MS = 10_000;

/** What the machines of the selected runs did. */
export function SystemPanel({ boards }: PanelProps) {
  const shown = boards.slice(0, SHOWN_BOARDS);
  const ids = JSON.stringify(shown.map(historyOf));
  const isLive = shown.some(({ live }) => live);
  const [reply, setReply] = useState<SqlReply>();
  const [error, setError] = useState<string>();
  useEffect(() => {
    if (shown.length === 0) return;
    const abort = new AbortController();
    const load = async () => {
      try {
        setReply(await api.sql(samplesQuery(shown.map(({ boardId }) => boardId)), abort.signal));
        setError(undefined);
      } catch (reason) {
        if (!abort.signal.aborted) setError((reason as Error).message);
      }
    };
    load();
    const timer = isLive ? setInterval(load, REFRESH_MS) : undefined;
    return () => {
      abort.abort();
      clearInterval(timer);
    };
  }, [ids, isLive]);

  if (boards.length === 0) {
    return <p class="empty">Select one or more runs to see what their machines did.</p>;
  }
  const names = new Map(shown.map((board) => [board.boardId, boardName(board)]));
  const charts = reply === undefined ? [] : toCharts(reply);
  return (
    <div class={shown.length > 1 ? "panel system-panel" : "panel system-panel has-one-run"}>
      {/* Of several, the legend of each chart has the names. */}
      {shown.length === 1 && shown.map((board) => <RunLabel key={board.boardId} board={board} />)}
      {boards.length > SHOWN_BOARDS && (
        <p class="muted">the first {SHOWN_BOARDS} of {boards.length} runs</p>
      )}
      {error !== undefined && <p class="problem" role="alert">{error}</p>}
      {reply === undefined && error === undefined && (
        <p class="empty">
          <Loading />
        </p>
      )}
      {reply !== undefined && charts.length === 0 && (
        <p class="empty">
          Nothing was sampled. A run is sampled every 10 seconds, unless it says{" "}
          <code>systemMetrics: false</code>.
        </p>
      )}
      <div class="system-charts">
        {charts.map((chart) => <SystemChart key={chart.title} chart={chart} names={names} />)}
      </div>
    </div>
  );
}
