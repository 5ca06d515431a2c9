import type { RunEvent } from "../../../format/run_event.ts";
import { runDuration } from "../../../format/run_duration.ts";
import { DEFAULT_STALL_MS, quietMs } from "../../../format/stall.ts";
import type { AlertRowJson, BoardInfo } from "../../protocol/api.ts";
import { boardName } from "../state/board_name.ts";
import { historyOf } from "../state/history_of.ts";
import type { ToldRun } from "./told_runs.ts";

/** What has happened to a run, and what is told of it then. */
export interface RunNews {
  events: RunEvent[];
  told: ToldRun;
}

/** Whether what was told of a run is of rows that are gone. */
export function isOfOtherHistory(told: ToldRun | undefined, history: string): boolean {
  return (told?.history ?? history) !== history;
}

/**
 * What has happened to a run since something was told of it: by the rules of `kobo watch`.
 *
 * @param told What was told of it; `undefined` if it was not known.
 * @param since What had ended, or was raised, before is no news: ISO 8601.
 * @param alerts Its alerts, if there are more than were told.
 */
export function runEvents(
  board: BoardInfo,
  told: ToldRun | undefined,
  since: string,
  alerts: readonly AlertRowJson[],
): RunNews {
  const { live, status, metadata, lastRowAt, alertCount = 0 } = board;
  const run = metadata?.resumed_at?.at(-1) ?? metadata?.created_at ?? "";
  const history = historyOf(board).join();
  const known = told?.run === run
    ? { ...told, history }
    : { lastAlert: -1, alertCount: 0, ...told, run, history, isStalled: false, hasEnded: false };
  const isRewound = isOfOtherHistory(told, history);
  const anewSince = isRewound ? board.rewoundAt ?? board.createdAt ?? since : undefined;
  const endedAt = board.finishedAt === null ? lastRowAt ?? 0 : Date.parse(board.finishedAt);
  if (told === undefined && !live && endedAt < Date.parse(since)) {
    return { events: [], told: { ...known, alertCount, hasEnded: true } };
  }
  const lastStep = board.lastStep ?? -1;
  const about = {
    boardId: board.boardId,
    name: boardName(board),
    group: board.annotations.group ?? null,
    rank: metadata?.rank ?? null,
    step: lastStep < 0 ? null : lastStep,
  };
  // A fork begins with the alerts of its parent.
  const isFork = metadata?.forked_from !== undefined;
  const from = isFork && metadata.created_at > since ? metadata.created_at : since;
  const raised = alerts.filter(({ number, timestamp }) => {
    const at = timestamp ?? from;
    const isNew = number > known.lastAlert || (anewSince !== undefined && at >= anewSince);
    return isNew && at >= from;
  });
  const events: RunEvent[] = raised.map(({ step, level, title, text }) => ({
    ...about,
    kind: "alert",
    step,
    level,
    title,
    text,
  }));
  const lastAlert = Math.max(isRewound ? -1 : known.lastAlert, alerts.at(-1)?.number ?? -1);
  const next: ToldRun = {
    ...known,
    lastAlert,
    // The list may still count those that a rewind took away.
    alertCount: Math.min(alertCount, Math.max(isRewound ? 0 : known.alertCount, lastAlert + 1)),
  };
  if (!live) {
    const isNews = !known.hasEnded && status !== "running" && status !== "broken";
    if (isNews) {
      const took = runDuration(Date.parse(board.createdAt ?? ""), endedAt, metadata) ?? NaN;
      events.push({
        ...about,
        kind: status,
        reason: board.reason,
        ...(took >= 0 ? { durationMs: took } : {}),
      });
    }
    return { events, told: { ...next, hasEnded: next.hasEnded || isNews, isStalled: false } };
  }
  // Of a run whose rows cannot be read nobody knows.
  const quiet = lastRowAt === undefined ? 0 : quietMs(lastRowAt, run);
  const isStalled = quiet >= DEFAULT_STALL_MS;
  if (isStalled && !known.isStalled) events.push({ ...about, kind: "stalled", durationMs: quiet });
  if (!isStalled && known.isStalled) events.push({ ...about, kind: "recovered" });
  return { events, told: { ...next, isStalled, hasEnded: false } };
}
