/**
 * The rules by which `kobo watch` and the page's notifications tell what has happened to a run:
 * each alert once, a stall once and its end once, the end of a run once. What they know of a run
 * between two looks is a {@linkcode WatchedRun}.
 *
 * @module
 */
import type { BoardStatus } from "./metadata.ts";
import type { RunEvent } from "./run_event.ts";
import { quietMs } from "./stall.ts";

/** The number of the last alert where there was none. */
const NO_ALERT = -1;

/** What is known of a run that is watched. */
export interface WatchedRun {
  /** When the run was last started or resumed, as its metadata have it. */
  run: string;
  /** When the board was made: one of its id may be another one. Missing in earlier states. */
  createdAt?: string;
  /** When it was rewound last: later alerts take the numbers of those that went. */
  rewoundAt?: string;
  /** Of alerts from before it was rewound: the number of the last one that was told. */
  lastAlertBefore?: number;
  /** The number of the last alert that was told. */
  lastAlert: number;
  /** Alerts from before are not to be told: ISO 8601. */
  since: string;
  isStalled: boolean;
  hasEnded: boolean;
}

/** A run as its metadata have it, which may be a stranger's. */
export interface FoundRun {
  /** When it was last started or resumed. */
  run: string;
  createdAt?: string;
  rewoundAt?: string;
  /** Whether it is a fork of another board. */
  isFork: boolean;
  /** When it ended, in milliseconds since 1970; `undefined` while it is live. */
  endedAt?: number;
}

/** How a run stands. */
export interface RunState {
  live: boolean;
  status: BoardStatus | "broken";
  /** Why it has ended so; `null` where nobody knows. */
  reason: string | null;
  /** How long it took, in milliseconds; `null` where nobody knows. */
  tookMs: number | null;
  /**
   * When its last row was logged, in milliseconds since 1970; `null` without a row, `undefined`
   * where its rows cannot be read.
   */
  lastRowAt: number | null | undefined;
}

/** What has happened to a run that is no alert. */
export type RunChange = Pick<RunEvent, "reason" | "durationMs"> & {
  kind: Exclude<RunEvent["kind"], "alert">;
};

/**
 * What is known of a run that is found.
 *
 * @param known What was known of the board of its id.
 * @param since What had ended by then, before anybody watched, is nothing new: ISO 8601.
 * @param alertsSince Of a run that had not ended, alerts from before are nothing new either.
 */
export function watchRun(
  known: WatchedRun | undefined,
  { run, createdAt, rewoundAt, isFork, endedAt }: FoundRun,
  since: string,
  alertsSince: string,
): WatchedRun {
  if (known === undefined || (known.createdAt ?? createdAt) !== createdAt) {
    const isOld = endedAt !== undefined && endedAt < Date.parse(since);
    const from = isOld ? since : alertsSince;
    return {
      run,
      createdAt,
      ...rewoundAt === undefined ? {} : { rewoundAt },
      lastAlert: NO_ALERT,
      // A fork begins with the alerts of its parent.
      since: isFork && createdAt !== undefined && timeOf(createdAt) > timeOf(from)
        ? createdAt
        : from,
      isStalled: false,
      hasEnded: isOld,
    };
  }
  const next = known.rewoundAt === rewoundAt ? known : {
    ...known,
    createdAt,
    rewoundAt,
    lastAlertBefore: Math.max(known.lastAlert, known.lastAlertBefore ?? NO_ALERT),
    lastAlert: NO_ALERT,
  };
  return next.run === run ? next : { ...next, run, isStalled: false, hasEnded: false };
}

/**
 * Which alerts of a run are new: those of a greater number than `after`, not earlier than `since`,
 * and either of a greater number than `orAfter` or not earlier than `orSince`. Times are in
 * milliseconds since 1970.
 */
export function newAlerts(
  { lastAlert, since, lastAlertBefore = NO_ALERT, rewoundAt }: WatchedRun,
): { after: number; since: number; orAfter: number; orSince: number } {
  return {
    after: lastAlert,
    since: timeOf(since),
    orAfter: lastAlertBefore,
    orSince: timeOf(rewoundAt),
  };
}

/** What has happened to a run, but for alerts, and what is known of it then. */
export function runChange(
  known: WatchedRun,
  { live, status, reason, tookMs, lastRowAt }: RunState,
  stallMs: number,
): { known: WatchedRun; change?: RunChange } {
  if (!live) {
    if (known.hasEnded || status === "running" || status === "broken") return { known };
    const took = tookMs === null ? {} : { durationMs: tookMs };
    return {
      known: { ...known, isStalled: false, hasEnded: true },
      change: { kind: status, reason, ...took },
    };
  }
  // Of a run whose rows cannot be read nobody knows.
  if (lastRowAt === undefined) return { known };
  const quiet = quietMs(lastRowAt, known.run);
  const isStalled = quiet >= stallMs;
  if (isStalled === known.isStalled) return { known };
  return {
    known: { ...known, isStalled },
    change: isStalled ? { kind: "stalled", durationMs: quiet } : { kind: "recovered" },
  };
}

/** A time in milliseconds since 1970; what is none, which metadata may say, is before all rows. */
function timeOf(time: string | undefined): number {
  return Date.parse(time ?? "") || 0;
}
