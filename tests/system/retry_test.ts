import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { retryUntil, retryUntilSync } from "../../system/retry.ts";
import { sleep } from "../../system/sleep.ts";

/** Fails some times. */
function failing(times: number): (attempt: number) => string {
  return (attempt) => {
    if (attempt <= times) throw new Error(`failed ${attempt}`);
    return `done ${attempt}`;
  };
}

Deno.test("it is tried again until it succeeds", async () => {
  const told: string[] = [];
  const onRetry = (error: unknown, attempt: number) => told.push(`${error} ${attempt}`);
  const options = { pauseMs: 0, jitter: 1, onRetry };
  assertEquals(await retryUntil(Infinity, failing(2), options), "done 3");
  assertEquals(retryUntilSync(Infinity, failing(2), options), "done 3");
  const once = ["Error: failed 1 1", "Error: failed 2 2"];
  assertEquals(told, [...once, ...once]);
});

Deno.test("after the deadline the last error is thrown, but not before the least attempts", async () => {
  const late = performance.now() - 1;
  await assertRejects(() => retryUntil(late, failing(9), { pauseMs: 0 }), Error, "failed 1");
  assertThrows(() => retryUntilSync(late, failing(9), { pauseMs: 0 }), Error, "failed 1");
  const pauses: number[] = [];
  const pauseMs = (attempt: number) => pauses.push(attempt) / 1000;
  await assertRejects(
    () => retryUntil(late, failing(9), { pauseMs, leastAttempts: 3 }),
    Error,
    "failed 3",
  );
  assertEquals(pauses, [1, 2]);
});

Deno.test("an error that is not temporary is thrown at once", async () => {
  const isTemporary = (error: unknown) => !`${error}`.includes("2");
  await assertRejects(
    () => retryUntil(Infinity, failing(9), { pauseMs: 0, isTemporary }),
    Error,
    "failed 2",
  );
});

Deno.test("a sleep ends early, with the reason, when it is called off", async () => {
  const end = new AbortController();
  const asleep = sleep(60_000, end.signal);
  end.abort(new Error("enough"));
  await assertRejects(() => asleep, Error, "enough");
  await assertRejects(() => sleep(60_000, end.signal), Error, "enough");
});
