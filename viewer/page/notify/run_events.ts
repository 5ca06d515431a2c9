import { lastResumed } from "../../../format/last_resumed.ts";
import type { RunEvent } from "../../../format/run_event.ts";
import { runDuration } from "../../../format/run_duration.ts";
import { DEFAULT_STALL_MS } from "../../../format/stall.ts";
import { newAlerts, runChange, watchRun } from "../../../format/watched_run.ts";
import type { AlertRowJson, BoardInfo } from "../../protocol/api.ts";
import { boardName } from "../state/board_name.ts";
import type { ToldRun } from "./told_runs.ts";

/** What has happened to a run, and what is told of it then. */
export interface RunNews {
  events: RunEvent[];
  told: ToldRun;
}

/**
 * What is known of a run, before its alerts are looked at.
 *
 * @param told What was told of it; `undefined` if it was not known.
 * @param since What had ended, or was raised, before is no news: ISO 8601.
 */
export function knownRun(board: BoardInfo, told: ToldRun | undefined, since: string): ToldRun {
  const { live, metadata, rewoundAt, alertCount = 0 } = board;
  const createdAt = metadata?.created_at ?? board.createdAt ?? undefined;
  const known = watchRun(
    told,
    {
      run: lastResumed(metadata ?? {}) ?? createdAt ?? "",
      createdAt,
      rewoundAt,
      isFork: metadata?.forked_from !== undefined,
      endedAt: live ? undefined : endOf(board),
    },
    since,
    since,
  );
  if (told === undefined && known.hasEnded) return { ...known, alertCount };
  // After a rewind, as of another board of its id, other alerts have the numbers of those that went.
  const isSame = told?.rewoundAt === rewoundAt && (told?.createdAt ?? createdAt) === createdAt;
  return { ...known, alertCount: isSame ? told?.alertCount ?? 0 : 0 };
}

/**
 * What has happened to a run since something was told of it.
 *
 * @param known What is known of it, by {@linkcode knownRun}.
 * @param alerts Its alerts, if there are more than were told.
 */
export function runEvents(
  board: BoardInfo,
  known: ToldRun,
  alerts: readonly AlertRowJson[],
): RunNews {
  const { live, status, reason, metadata, createdAt, lastStep = -1, alertCount = 0 } = board;
  const about = {
    boardId: board.boardId,
    name: boardName(board),
    group: board.annotations.group ?? null,
    rank: metadata?.rank ?? null,
    step: lastStep < 0 ? null : lastStep,
  };
  const { after, since, orAfter, orSince } = newAlerts(known);
  const raised = alerts.filter(({ number, timestamp }) => {
    const at = timestamp === null ? since : Date.parse(timestamp);
    return number > after && at >= since && (number > orAfter || at >= orSince);
  });
  const events = raised.map(({ step, level, title, text }): RunEvent => ({
    ...about,
    kind: "alert",
    step,
    level,
    title,
    text,
  }));
  const took = runDuration(Date.parse(createdAt ?? ""), endOf(board), metadata) ?? NaN;
  const { known: next, change } = runChange(
    known,
    { live, status, reason, tookMs: took >= 0 ? took : null, lastRowAt: board.lastRowAt },
    DEFAULT_STALL_MS,
  );
  if (change !== undefined) events.push({ ...about, ...change });
  const lastAlert = Math.max(known.lastAlert, alerts.at(-1)?.number ?? -1);
  // The list may still count those that a rewind took away.
  const count = Math.min(alertCount, Math.max(known.alertCount, lastAlert + 1));
  return { events, told: { ...next, lastAlert, alertCount: count } };
}

/** When a run that is not live ended, in milliseconds since 1970. */
function endOf({ finishedAt, lastRowAt }: BoardInfo): number {
  return finishedAt === null ? lastRowAt ?? 0 : Date.parse(finishedAt);
}
