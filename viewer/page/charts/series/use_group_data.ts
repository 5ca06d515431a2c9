import { useEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import type { BoardInfo, GroupSeries, GroupsX } from "../../../protocol/api.ts";
import { api } from "../../state/api_client.ts";
import { connection } from "../../state/connection.ts";
import { useLiveTick } from "../../state/use_live_tick.ts";
import { type XKind, xKind, xMetric, xRange } from "../settings/chart_settings.ts";
import { groupStyle } from "../settings/group_settings.ts";
import { TurnQueue } from "./turn_queue.ts";

/** About how many points a group has. */
const MAX_POINTS = 2000;
/** While the range changes more often than this, as during a drag, it is not requested. */
const SETTLE_MS = 120;
/** Groups are computed of all rows: those of live runs not more often than this. */
const LIVE_MS = 5000;
/** How many replies are kept for charts that may be shown again. */
const MAX_KEPT = 100;
/** The server reads one request at a time, and a browser has six connections for all. */
const queue = new TurnQueue(2);
const kept = new Map<string, GroupSeries[]>();

/** Of each metric of a chart, in their order, one series per group, in theirs. */
export type MetricGroups = readonly (readonly GroupSeries[])[];

/** The groups of a chart. */
export interface GroupData {
  /** `null` before they have come. Those of an earlier range until those of this one have. */
  groups: MetricGroups | null;
  /** Those of the whole axis. */
  whole: MetricGroups | null;
  /** Why the last request failed; `null` if it succeeded. */
  problem: string | null;
}

/**
 * Requests the groups of a chart: over the whole axis, and over the range that is shown.
 *
 * @param active Whether the chart is visible: otherwise nothing is requested.
 */
export function useGroupData(
  groups: readonly (readonly BoardInfo[])[],
  metrics: readonly string[],
  active: boolean,
): GroupData {
  const [state] = useState(newState);
  const [, changed] = useReducer((count: number) => count + 1, 0);
  const boards = useMemo(() => groups.flat(), [groups]);
  const ticks = useLiveTick(boards, active).join();
  const latestTicks = useRef(ticks);
  latestTicks.current = ticks;
  const x = groupsX(xKind.value, xMetric.value);
  const { center, band } = groupStyle.value;
  const ids = groups.map((boards) => boards.map(({ boardId }) => boardId));
  const requests = metrics.map((metric) => {
    return { metric, groups: ids, x, center, band, maxPoints: MAX_POINTS };
  });
  const key = JSON.stringify(requests);
  const range = xRange.value;
  const rangeKey = range === null ? "" : range.join();
  const canRequest = active && boards.length > 0 && connection.value !== "offline";

  useEffect(() => {
    if (!canRequest) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = async (part: "whole" | "detail", from?: number, to?: number) => {
      const rows = `${from} ${to} ${state.ticks}`;
      const wanted = `${key} ${rows}`;
      if (state[part]?.key === wanted) return;
      try {
        const groups = await Promise.all(requests.map(async (request) => {
          const wanted = `${JSON.stringify(request)} ${rows}`;
          const replied = kept.get(wanted) ??
            await queue.run(() => api.groups({ ...request, from, to }, stop.signal), stop.signal);
          keep(wanted, replied);
          return replied;
        }));
        if (stop.signal.aborted) return;
        state[part] = { key: wanted, request: key, groups };
        state.problem = null;
      } catch (error) {
        if (stop.signal.aborted) return;
        state.problem = (error as Error).message;
      }
      changed(undefined);
    };
    const loadAll = async () => {
      state.ticks = latestTicks.current;
      await load("whole");
      if (range !== null) await load("detail", ...range);
      timer = undefined;
      if (stop.signal.aborted) return;
      state.loadedAt = performance.now();
      state.reload();
    };
    // What is being read is not cancelled by new rows: it would never come.
    state.reload = () => {
      if (timer !== undefined || state.ticks === latestTicks.current) return;
      timer = setTimeout(loadAll, Math.max(0, state.loadedAt + LIVE_MS - performance.now()));
    };
    timer = setTimeout(loadAll, range === null ? 0 : SETTLE_MS);
    return () => {
      state.reload = () => {};
      clearTimeout(timer);
      stop.abort();
    };
  }, [key, rangeKey, canRequest]);
  useEffect(() => state.reload(), [ticks]);

  const whole = state.whole?.request === key ? state.whole.groups : null;
  const detail = range !== null && state.detail?.request === key ? state.detail.groups : null;
  return { groups: detail ?? whole, whole, problem: state.problem };
}

interface State {
  whole?: Reply;
  detail?: Reply;
  problem: string | null;
  /** When groups came last, and of which ticks. */
  loadedAt: number;
  ticks: string;
  /** Requests the groups again, if there may be new rows. */
  reload: () => void;
}

interface Reply {
  key: string;
  request: string;
  groups: MetricGroups;
}

function newState(): State {
  return { problem: null, loadedAt: 0, ticks: "", reload: () => {} };
}

function keep(key: string, groups: GroupSeries[]): void {
  kept.delete(key);
  kept.set(key, groups);
  const [oldest] = kept.keys();
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
}

function groupsX(kind: XKind, metric: string): GroupsX {
  switch (kind) {
    case "step":
      return "step";
    case "global":
      return "global_step";
    case "relative":
      return "elapsed";
    case "clock":
      return "timestamp";
    case "metric":
      return { metric };
  }
}
