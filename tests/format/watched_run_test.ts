import { assertEquals } from "@std/assert";
import { newAlerts, runChange, type WatchedRun, watchRun } from "../../format/watched_run.ts";

const SINCE = "2026-01-02T00:00:00.000Z";
const EARLIER = "2026-01-01T00:00:00.000Z";
const LATER = "2026-01-03T00:00:00.000Z";
const STALL_MS = 60_000;
const found = { run: EARLIER, createdAt: EARLIER, isFork: false };
const state = { reason: null, tookMs: null, lastRowAt: null };
const known: WatchedRun = {
  run: EARLIER,
  createdAt: EARLIER,
  lastAlert: 4,
  since: "",
  isStalled: false,
  hasEnded: false,
};

Deno.test("watchRun() takes what ended before anybody watched for old, and only that", () => {
  const first = (endedAt?: number) => {
    const { since, lastAlert, hasEnded } = watchRun(undefined, { ...found, endedAt }, SINCE, "");
    return { since, lastAlert, hasEnded };
  };
  const isNew = { since: "", lastAlert: -1, hasEnded: false };
  assertEquals(first(), isNew);
  assertEquals(first(Date.parse(LATER)), isNew);
  assertEquals(first(NaN), isNew);
  assertEquals(first(Date.parse(EARLIER)), { since: SINCE, lastAlert: -1, hasEnded: true });
});

Deno.test("watchRun() leaves out the alerts that a fork has of its parent", () => {
  const fork = { ...found, isFork: true };
  assertEquals(watchRun(undefined, fork, SINCE, "").since, EARLIER);
  assertEquals(watchRun(undefined, fork, SINCE, SINCE).since, SINCE);
  assertEquals(watchRun(undefined, { ...fork, createdAt: LATER }, SINCE, SINCE).since, LATER);
  assertEquals(watchRun(undefined, { ...fork, createdAt: "no time" }, SINCE, "").since, "");
});

Deno.test("watchRun() begins anew when a run is resumed, and keeps which alerts were told", () => {
  const ended = { ...known, isStalled: true, hasEnded: true };
  assertEquals(watchRun(ended, found, SINCE, ""), ended);
  assertEquals(watchRun(ended, { ...found, run: LATER }, SINCE, ""), { ...known, run: LATER });
  // One of its id that was made anew is another run.
  const anew = { ...found, run: LATER, createdAt: LATER };
  assertEquals(watchRun(ended, anew, SINCE, "").lastAlert, -1);
  const earlierState = { ...known, createdAt: undefined };
  assertEquals(watchRun(earlierState, found, SINCE, ""), earlierState);
});

Deno.test("newAlerts() has the alerts after a rewind, of whatever number, and those that were not told", () => {
  const epoch = { since: 0, orSince: 0 };
  assertEquals(newAlerts(known), { after: 4, orAfter: -1, ...epoch });
  const rewound = watchRun(known, { ...found, rewoundAt: SINCE }, SINCE, "");
  const orSince = Date.parse(SINCE);
  assertEquals(newAlerts(rewound), { after: -1, since: 0, orAfter: 4, orSince });
  // What was told before the first of two rewinds counts as well.
  const told = { ...rewound, lastAlert: 2 };
  const again = watchRun(told, { ...found, rewoundAt: LATER }, SINCE, "");
  assertEquals(newAlerts(again).orAfter, 4);
  const strange = watchRun(known, { ...found, rewoundAt: "no time" }, SINCE, "");
  assertEquals(newAlerts(strange), { after: -1, orAfter: 4, ...epoch });
});

Deno.test("runChange() tells a stall and its end once, nothing of rows that cannot be read", () => {
  const live = { ...state, live: true, status: "running" } as const;
  const look = (run: WatchedRun, lastRowAt: number | null | undefined) => {
    const { known, change } = runChange(run, { ...live, lastRowAt }, STALL_MS);
    return { known, kind: change?.kind };
  };
  const stalled = look(known, null);
  assertEquals([stalled.kind, stalled.known.isStalled], ["stalled", true]);
  assertEquals(look(stalled.known, null).kind, undefined);
  assertEquals(look(stalled.known, undefined), { known: stalled.known, kind: undefined });
  const again = look(stalled.known, Date.now());
  assertEquals([again.kind, again.known.isStalled], ["recovered", false]);
  assertEquals(look(known, undefined).kind, undefined);
  assertEquals(look(known, Date.now()).kind, undefined);
});

Deno.test("runChange() tells an end once, with its reason and how long the run took", () => {
  const ended = { ...state, live: false, status: "crashed" } as const;
  const first = runChange({ ...known, isStalled: true }, { ...ended, reason: "NaN" }, STALL_MS);
  assertEquals(first.change, { kind: "crashed", reason: "NaN" });
  assertEquals(first.known, { ...known, hasEnded: true });
  assertEquals(runChange(first.known, ended, STALL_MS).change, undefined);
  const { change } = runChange(known, { ...ended, status: "finished", tookMs: 0 }, STALL_MS);
  assertEquals(change, { kind: "finished", reason: null, durationMs: 0 });
  for (const status of ["running", "broken"] as const) {
    assertEquals(runChange(known, { ...ended, status }, STALL_MS), { known });
  }
});
