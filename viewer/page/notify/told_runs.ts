import { remember, remembered } from "../state/remembered.ts";
import type { WatchedRun } from "../../../format/watched_run.ts";

/** What was told of a run. */
export interface ToldRun extends WatchedRun {
  /** How many alerts there were then: with more, there is something to tell. */
  alertCount: number;
}

/** What the page has told, so that it tells nothing again after it was loaded again. */
export interface ToldRuns {
  /** Since when it tells, ISO 8601: what was before is no news. */
  since: string;
  /** By board id. */
  runs: { [boardId: string]: ToldRun };
}

/**
 * Reads what was told of a folder's runs from the browser's memory; another page of the same
 * address may write it, and it may be of an earlier version.
 *
 * @returns `undefined` where nothing is to be told: nobody has asked for it.
 */
export function readToldRuns(folder: string): ToldRuns | undefined {
  try {
    const { since, runs }: ToldRuns = JSON.parse(remembered(keyOf(folder)) ?? "null");
    if (Number.isNaN(Date.parse(since)) || typeof runs !== "object" || runs === null) {
      return undefined;
    }
    // Earlier versions kept no `since` per run.
    const known = Object.entries(runs).map(([id, run]) =>
      [id, { ...run, since: run.since ?? since }] as const
    );
    return { since, runs: Object.fromEntries(known.filter(([, run]) => isRun(run))) };
  } catch {
    return undefined;
  }
}

/** Writes what was told; `undefined` where nothing is to be told any more. */
export function writeToldRuns(folder: string, told: ToldRuns | undefined): void {
  remember(keyOf(folder), told === undefined ? null : JSON.stringify(told));
}

function keyOf(folder: string): string {
  return `kobo.told ${folder}`;
}

function isRun(
  { run, createdAt, rewoundAt, since, lastAlert, lastAlertBefore, alertCount, ...is }: ToldRun,
): boolean {
  const isText = (value: unknown) => typeof value === "string";
  const isCount = (value: unknown) => typeof value === "number";
  return isText(run) && isText(since) && isCount(lastAlert) && isCount(alertCount) &&
    [createdAt, rewoundAt].every((time) => time === undefined || isText(time)) &&
    (lastAlertBefore === undefined || isCount(lastAlertBefore)) &&
    typeof is.isStalled === "boolean" && typeof is.hasEnded === "boolean";
}
