import "../../support/fake_browser.ts";
import { assertEquals } from "@std/assert";
import type { AlertRowJson } from "../../../../viewer/protocol/api.ts";
import { knownRun, runEvents } from "../../../../viewer/page/notify/run_events.ts";
import type { ToldRun } from "../../../../viewer/page/notify/told_runs.ts";
import { boardOf } from "../support/board_of.ts";

const SINCE = new Date(Date.now() - 3_600_000).toISOString();
const MINUTE = 60_000;
const live = (more = {}) => boardOf("a", { live: true, status: "running", lastStep: 7, ...more });

/** The kinds of what has happened, and what is told then. */
function look(board: ReturnType<typeof live>, told?: ToldRun, alerts: AlertRowJson[] = []) {
  const news = runEvents(board, knownRun(board, told, SINCE), alerts);
  return { kinds: news.events.map(({ kind }) => kind), told: news.told };
}

Deno.test("runEvents() tells a stall once, and that the run logs again once", () => {
  const quiet = live({ lastRowAt: Date.now() - 11 * MINUTE });
  const first = look(quiet);
  assertEquals(first.kinds, ["stalled"]);
  assertEquals(look(quiet, first.told).kinds, []);
  const again = look(live({ lastRowAt: Date.now() }), first.told);
  assertEquals(again.kinds, ["recovered"]);
  assertEquals(look(live({ lastRowAt: Date.now() - 9 * MINUTE }), again.told).kinds, []);
  // Nobody knows when a run last logged whose rows cannot be read, nor whether it logs again.
  assertEquals(look(live({ isUnreadable: true })).kinds, []);
  assertEquals(look(live({ isUnreadable: true }), first.told).kinds, []);
});

Deno.test("runEvents() tells an end once, and nothing of before anybody asked", () => {
  const ended = (status: string, finishedAt: string | null, more = {}) =>
    boardOf("a", { status, finishedAt, live: false, ...more } as Parameters<typeof boardOf>[1]);
  const now = new Date().toISOString();
  const before = "2020-01-01T00:00:00Z";
  for (const status of ["finished", "crashed", "interrupted"]) {
    const first = look(ended(status, now));
    assertEquals(first.kinds, [status]);
    assertEquals(look(ended(status, now), first.told).kinds, []);
    assertEquals(look(ended(status, before)).kinds, []);
  }
  // A run that was killed has no end but its last row.
  assertEquals(look(ended("crashed", null, { lastRowAt: Date.now() })).kinds, ["crashed"]);
  assertEquals(look(ended("crashed", null, { lastRowAt: Date.parse(before) })).kinds, []);
  const { told } = look(live({ lastRowAt: Date.now() }));
  assertEquals(look(ended("crashed", now), told).kinds, ["crashed"]);
});

const alert = (number: number, timestamp: string): AlertRowJson => ({
  number,
  timestamp,
  step: 1,
  level: "warn",
  title: `alert ${number}`,
  text: null,
});

Deno.test("runEvents() tells the alerts of a run that was rewound, which take earlier numbers", () => {
  const at = (minutes: number) => new Date(Date.now() + minutes * MINUTE).toISOString();
  const three = [alert(0, at(-9)), alert(1, at(-8)), alert(2, at(-7))];
  const first = look(live({ lastRowAt: Date.now(), alertCount: 3 }), undefined, three);
  assertEquals(first.kinds, ["alert", "alert", "alert"]);
  const rewound = live({ lastRowAt: Date.now(), alertCount: 2, rewoundAt: at(-5) });
  const again = look(rewound, first.told, [alert(0, at(-9)), alert(1, at(-3))]);
  assertEquals([again.kinds, again.told.lastAlert], [["alert"], 1]);
  assertEquals(look(rewound, again.told, [alert(0, at(-9)), alert(1, at(-3))]).kinds, []);
  // The list may count the alerts that went until it has read the run again.
  const early = look(live({ lastRowAt: Date.now(), alertCount: 3, rewoundAt: at(-5) }), first.told);
  assertEquals([early.kinds, early.told.lastAlert, early.told.alertCount], [[], -1, 0]);
  // One that stayed, but was not told before, is told as well.
  const untold = [...three, alert(3, at(-6)), alert(4, at(-3))];
  const later = look(
    live({ lastRowAt: Date.now(), alertCount: 5, rewoundAt: at(-5) }),
    first.told,
    untold,
  );
  assertEquals(later.kinds, ["alert", "alert"]);
  // Another board of its id has alerts of its own.
  const anew = live({ lastRowAt: Date.now(), alertCount: 1, createdAt: at(-4) });
  assertEquals(look(anew, first.told, [alert(0, at(-3))]).kinds, ["alert"]);
});

Deno.test("runEvents() tells each alert once, those before anybody asked never", () => {
  const now = new Date().toISOString();
  const alerts = [alert(0, "2020-01-01T00:00:00.000Z"), alert(1, now)];
  const board = live({ lastRowAt: Date.now(), alertCount: 2 });
  const first = look(board, undefined, alerts);
  assertEquals([first.kinds, first.told.lastAlert, first.told.alertCount], [["alert"], 1, 2]);
  assertEquals(look(board, first.told, [...alerts, alert(2, now)]).kinds, ["alert"]);
  assertEquals(look(board, first.told, alerts).kinds, []);
});

Deno.test("runEvents() does not tell a fork's alerts of before the fork: they were its parent's", () => {
  const now = Date.now();
  const alert = (number: number, ms: number): AlertRowJson => ({
    number,
    timestamp: new Date(ms).toISOString(),
    step: number,
    level: "warn",
    title: `alert ${number}`,
    text: null,
  });
  const metadata = {
    created_at: new Date(now - MINUTE).toISOString(),
    forked_from: { board_id: "parent", step: 3 },
  } as ReturnType<typeof live>["metadata"];
  const fork = live({ metadata, lastRowAt: now, alertCount: 2 });
  const alerts = [alert(0, now - 2 * MINUTE), alert(1, now)];
  const { events } = runEvents(fork, knownRun(fork, undefined, SINCE), alerts);
  assertEquals(events.map(({ title }) => title), ["alert 1"]);
});
