import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { RunEvent } from "../../../format/run_event.ts";
import type { AlertRowJson, BoardInfo } from "../../protocol/api.ts";
import { api } from "../state/api_client.ts";
import { boardAlerts } from "../state/board_alerts.ts";
import { boards, info } from "../state/boards.ts";
import { isTelling } from "../state/is_telling.ts";
import { notify } from "./notify.ts";
import { knownRun, runEvents } from "./run_events.ts";
import { readToldRuns, type ToldRun, writeToldRuns } from "./told_runs.ts";

/** How often runs are looked at that may have stalled: nothing comes from them. */
const LOOK_MS = 30_000;

/** Why notifications cannot be shown; `null` if they can, or nobody has asked for them. */
export const notifyProblem = signal<string | null>(null);

/** Why this browser has no notifications for the page; `null` if it has. */
export const noNotifications: ReadonlySignal<string | null> = computed(() => {
  if (!isSecureContext) {
    return "Browsers show notifications of pages by https or on localhost alone";
  }
  return "Notification" in globalThis ? null : "This browser shows no notifications";
});

let looking = false;
let lookAgain = false;

/** Starts to tell of what happens to runs, if somebody has asked for it before. Called once. */
export function startNotifications(): void {
  effect(() => {
    const folder = info.value?.baseDir;
    if (folder === undefined || noNotifications.value !== null) return;
    isTelling.value = Notification.permission === "granted" && readToldRuns(folder) !== undefined;
  });
  effect(() => {
    // Those of the runs that charts show come sooner than the list says that there are more.
    const hasAlerts = boardAlerts.value.size > 0;
    if (isTelling.value && (boards.value !== null || hasAlerts)) look();
  });
  setInterval(() => {
    if (isTelling.peek()) look();
  }, LOOK_MS);
}

/** Tells of what happens to runs from now on, or no more. The browser asks the reader first. */
export async function toggleNotifications(): Promise<void> {
  const folder = info.peek()?.baseDir;
  if (folder === undefined) return;
  notifyProblem.value = null;
  if (isTelling.peek()) {
    isTelling.value = false;
    writeToldRuns(folder, undefined);
    return;
  }
  const permission = await Notification.requestPermission();
  if (permission !== "granted") {
    notifyProblem.value = "The browser does not let this page show notifications: allow them in " +
      "its settings of this site, then click the bell again.";
    return;
  }
  writeToldRuns(folder, { since: new Date().toISOString(), runs: {} });
  isTelling.value = true;
}

/** Finds out what has happened, and tells it. One look at a time, also of several pages. */
async function look(): Promise<void> {
  if (looking) {
    lookAgain = true;
    return;
  }
  looking = true;
  try {
    await navigator.locks.request("kobo.told", lookOnce);
  } catch (error) {
    isTelling.value = false;
    notifyProblem.value = `Notifications are off: ${(error as Error).message}`;
  }
  looking = false;
  if (!lookAgain) return;
  lookAgain = false;
  look();
}

async function lookOnce(): Promise<void> {
  const folder = info.peek()?.baseDir;
  const told = folder === undefined ? undefined : readToldRuns(folder);
  if (folder === undefined || told === undefined || !isTelling.peek()) return;
  const events: RunEvent[] = [];
  const runs: typeof told.runs = {};
  for (const board of boards.peek() ?? []) {
    const { boardId, metadata, pending, annotations } = board;
    const known = Object.hasOwn(told.runs, boardId) ? told.runs[boardId] : undefined;
    if (pending || metadata === null || annotations.hidden) {
      if (known !== undefined) runs[boardId] = known;
      continue;
    }
    try {
      const run = knownRun(board, known, told.since);
      const news = runEvents(board, run, await alertsOf(board, run));
      events.push(...news.events);
      runs[boardId] = news.told;
    } catch {
      // Its alerts cannot be read now: the next look tries again.
      if (known !== undefined) runs[boardId] = known;
    }
  }
  // Somebody may have turned them off meanwhile, here or in another page.
  if (!isTelling.peek() || readToldRuns(folder)?.since !== told.since) return;
  // First kept, then told: a page that is closed in between may lose one, and tells none twice.
  writeToldRuns(folder, { since: told.since, runs });
  notify(events);
}

/** The alerts of a board, where there may be more of them than were told. */
async function alertsOf(board: BoardInfo, known: ToldRun): Promise<readonly AlertRowJson[]> {
  const { boardId } = board;
  const shown = boardAlerts.peek().get(boardId)?.at(-1)?.number ?? -1;
  const mayHaveMore = (board.alertCount ?? 0) > known.alertCount || shown > known.lastAlert;
  return mayHaveMore ? (await api.alerts(boardId)).rows : [];
}
