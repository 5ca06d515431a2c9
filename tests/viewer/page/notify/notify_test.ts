import "../../support/fake_browser.ts";
import { assertEquals } from "@std/assert";
import type { RunEvent } from "../../../../format/run_event.ts";
import { notify } from "../../../../viewer/page/notify/notify.ts";

Deno.test("notify() tells a few events one by one, and many at once by one notification", () => {
  const told: [title: string, body: string][] = [];
  class FakeNotification {
    constructor(title: string, { body }: { body: string }) {
      told.push([title, body]);
    }
  }
  Object.defineProperty(globalThis, "Notification", {
    value: FakeNotification,
    configurable: true,
  });
  const events = Array.from({ length: 6 }, (_, i): RunEvent => ({
    kind: "finished",
    boardId: `id${i}`,
    name: `run ${i}`,
    group: null,
    rank: null,
    step: i,
  }));
  notify([]);
  notify(events.slice(0, 2));
  assertEquals(told.splice(0), [
    ["Finished: run 0", "run 0 (id0) has finished at step 0"],
    ["Finished: run 1", "run 1 (id1) has finished at step 1"],
  ]);
  notify(events);
  assertEquals(told.length, 1);
  assertEquals(told[0]?.[0], "6 events of runs");
  assertEquals(told[0]?.[1].split("\n").slice(-2), [
    "run 3 (id3) has finished at step 3",
    "and 2 more",
  ]);
});
