import { assert, assertEquals } from "@std/assert";
import { RowWatch } from "../../../writer/rows/row_watch.ts";

/** A watch, and time that passes when the test says so. */
class Tested {
  hasRows = false;
  isIdle = true;
  isAsleep = false;
  readonly looksAt: number[] = [];
  readonly watch: RowWatch;
  #nowMs = 0;
  #timer?: { action: () => void; atMs: number };

  constructor() {
    this.watch = new RowWatch({
      look: () => {
        this.looksAt.push(this.#nowMs);
        const found = this.hasRows;
        this.hasRows = false;
        return found;
      },
      isIdle: () => this.isIdle,
      onSleep: (isAsleep) => this.isAsleep = isAsleep,
    }, {
      now: () => this.#nowMs,
      startTimer: (action, ms) => {
        assertEquals(this.#timer, undefined, "one timer at a time");
        this.#timer = { action, atMs: this.#nowMs + ms };
      },
    });
  }

  get hasTimer(): boolean {
    return this.#timer !== undefined;
  }

  /** Lets time pass until something holds; fails where no timer runs any more. */
  passUntil(isOver: () => boolean): void {
    while (!isOver()) this.#fire();
  }

  pass(ms: number): void {
    const endMs = this.#nowMs + ms;
    while (this.#timer !== undefined && this.#timer.atMs <= endMs) this.#fire();
    this.#nowMs = endMs;
  }

  #fire(): void {
    const timer = this.#timer;
    assert(timer !== undefined, "a timer runs");
    this.#timer = undefined;
    this.#nowMs = timer.atMs;
    timer.action();
  }
}

/** The longest time between two looks. */
function longestPause(looksAt: readonly number[]): number {
  return Math.max(...looksAt.slice(1).map((ms, index) => ms - (looksAt[index] ?? ms)));
}

Deno.test("RowWatch looks every 20 ms while rows come, and every 50 ms soon after", () => {
  const tested = new Tested();
  for (let row = 0; row < 100; row++) {
    tested.hasRows = true;
    tested.pass(250);
  }
  assert(longestPause(tested.looksAt) <= 20);
  tested.pass(4000);
  assertEquals(tested.isAsleep, false);
  assert(longestPause(tested.looksAt) <= 50);
});

Deno.test("RowWatch stops all timers where nothing is logged, and looks again when it is woken", () => {
  const tested = new Tested();
  tested.pass(60_000);
  assertEquals([tested.isAsleep, tested.hasTimer], [true, false]);
  const count = tested.looksAt.length;
  tested.pass(3_600_000);
  assertEquals(tested.looksAt.length, count);
  tested.hasRows = true;
  tested.watch.wake();
  assertEquals([tested.isAsleep, tested.hasRows, tested.hasTimer], [false, false, true]);
  tested.watch.wake(); // Another message: there is one timer all the same.
  tested.pass(1000);
  assert(tested.looksAt.length >= count + 50);
});

Deno.test("RowWatch finds a row that was published while the board did not know that it sleeps", () => {
  const tested = new Tested();
  tested.passUntil(() => tested.isAsleep);
  tested.hasRows = true; // The board has read the flag before it was set: it wakes nobody.
  tested.pass(100);
  assertEquals([tested.hasRows, tested.isAsleep, tested.hasTimer], [false, false, true]);
});

Deno.test("RowWatch stays awake as long as something is under way", () => {
  const tested = new Tested();
  tested.isIdle = false;
  tested.pass(60_000);
  assertEquals([tested.isAsleep, tested.hasTimer], [false, true]);
  tested.isIdle = true;
  tested.pass(200);
  assertEquals([tested.isAsleep, tested.hasTimer], [true, false]);
});
