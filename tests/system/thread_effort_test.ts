import { assert, assertEquals } from "@std/assert";
import { sleepSync } from "../../system/sleep.ts";
import { currentThreadId, ThreadEffort } from "../../system/thread_effort.ts";

/** Does something for some time, and looks often. */
function measureDuring(effort: ThreadEffort, threadId: number, ms: number, work: () => void) {
  const end = performance.now() + ms;
  while (performance.now() < end) {
    work();
    effort.measure(threadId);
  }
  return effort.measure(threadId);
}

Deno.test("ThreadEffort counts what a thread computes, begins anew, and never runs ahead of the clock", () => {
  const threadId = currentThreadId();
  assertEquals(threadId > 0, Deno.build.os === "linux");
  const start = performance.now();
  const effort = new ThreadEffort(200);
  const busyMs = measureDuring(effort, threadId, 200, () => {
    for (let i = 0; i < 1e6; i++);
  });
  assert(busyMs > 0);
  assert(busyMs <= performance.now() - start + 20, "a tick of 10 ms may be counted too early");
  effort.restart();
  assert(effort.measure(threadId) < busyMs);
});

Deno.test("ThreadEffort counts less of a thread that it does not know", () => {
  const effort = new ThreadEffort(200);
  const start = performance.now();
  const ms = measureDuring(effort, 0, 100, () => sleepSync(5));
  assert(ms > 0 && ms <= (performance.now() - start) / 2);
});

Deno.test({
  name: "ThreadEffort knows a thread that has ended",
  ignore: Deno.build.os !== "linux",
  fn: () => assertEquals(new ThreadEffort(200).measure(2 ** 22 + 1), Infinity),
});
