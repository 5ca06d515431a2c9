import { assertEquals } from "@std/assert";
import { CommitSchedule } from "../../writer/commit_schedule.ts";

const INTERVAL_MS = 5000;
const CATCH_UP_ROWS = 128 * 1024;

/** A schedule whose time goes on when a test says so. */
class TestedSchedule {
  /** When commits were due, in milliseconds since the start. */
  readonly due: number[] = [];
  readonly schedule: CommitSchedule;
  #nowMs = 0;
  #timer?: { action: () => void; atMs: number };

  constructor() {
    this.schedule = new CommitSchedule(
      INTERVAL_MS,
      () => this.due.push(this.#nowMs),
      (action, ms) => {
        if (this.#timer !== undefined) throw new Error("Two timers run");
        this.#timer = { action, atMs: this.#nowMs + ms };
        return () => this.#timer = undefined;
      },
    );
  }

  /** Lets time go by, and runs the timers that end in it. */
  wait(ms: number): void {
    const end = this.#nowMs + ms;
    while (this.#timer !== undefined && this.#timer.atMs <= end) {
      const { action, atMs } = this.#timer;
      this.#timer = undefined;
      this.#nowMs = atMs;
      action();
    }
    this.#nowMs = end;
  }

  /** A commit of all rows, which takes some time. */
  commit(ms: number): void {
    this.schedule.commitBegins();
    this.wait(ms);
    this.schedule.commitTook(ms);
  }
}

Deno.test("CommitSchedule starts no timer before the first row", () => {
  const test = new TestedSchedule();
  test.wait(10 * INTERVAL_MS);
  assertEquals(test.due, []);
});

Deno.test("CommitSchedule commits an interval after the first row, however many follow", () => {
  const test = new TestedSchedule();
  for (let row = 0; row < 60; row++) {
    test.schedule.addRows(1);
    test.wait(100);
  }
  assertEquals(test.due, [INTERVAL_MS]);
});

Deno.test("CommitSchedule leaves nine times the time of the last commit between two", () => {
  const test = new TestedSchedule();
  test.commit(2000);
  test.schedule.addRows(1);
  test.wait(17_999);
  assertEquals(test.due, []);
  test.wait(1);
  assertEquals(test.due, [20_000]);
});

Deno.test("CommitSchedule keeps to the interval after a short commit", () => {
  const test = new TestedSchedule();
  test.commit(10);
  test.schedule.addRows(1);
  test.wait(100_000);
  assertEquals(test.due, [10 + INTERVAL_MS]);
});

Deno.test("CommitSchedule commits at once when many rows come before the first commit", () => {
  const test = new TestedSchedule();
  test.schedule.addRows(CATCH_UP_ROWS - 1);
  test.wait(100);
  assertEquals(test.due, []);
  test.schedule.addRows(1);
  test.wait(0);
  assertEquals(test.due, [100]);
});

Deno.test("CommitSchedule leaves twice the time of the last commit while many rows come", () => {
  const test = new TestedSchedule();
  test.commit(300);
  test.schedule.addRows(CATCH_UP_ROWS);
  test.wait(599);
  // More rows do not put it off.
  test.schedule.addRows(CATCH_UP_ROWS);
  test.wait(1);
  assertEquals(test.due, [900]);
});

Deno.test("CommitSchedule counts rows from the begin of a commit on", () => {
  const test = new TestedSchedule();
  test.schedule.addRows(CATCH_UP_ROWS - 1);
  test.commit(0);
  test.schedule.addRows(1);
  test.wait(INTERVAL_MS - 1);
  assertEquals(test.due, []);
});

Deno.test("CommitSchedule.retry() waits for the whole pause, however many rows there are", () => {
  const test = new TestedSchedule();
  test.schedule.addRows(CATCH_UP_ROWS);
  test.wait(0);
  test.schedule.retry();
  test.wait(INTERVAL_MS);
  assertEquals(test.due, [0, INTERVAL_MS]);
});

Deno.test("CommitSchedule.stop() stops the timer until more rows come", () => {
  const test = new TestedSchedule();
  test.schedule.addRows(1);
  test.schedule.stop();
  test.schedule.stop();
  test.wait(INTERVAL_MS);
  assertEquals(test.due, []);
  test.schedule.addRows(1);
  test.wait(INTERVAL_MS);
  assertEquals(test.due, [2 * INTERVAL_MS]);
});

Deno.test("CommitSchedule starts timers of its own where none is given", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  new CommitSchedule(1, resolve).addRows(1);
  await promise;
});
