import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Board } from "../../../mod.ts";
import { openBoard } from "../../../reader/mod.ts";
import { OpenBoards } from "../../board/open_boards.ts";

const ROWS = 3000;

/** x falls and rises; both have gaps, and infinities. */
function logged(step: number): { over: number | null; value: number | null } {
  const over = step % 50 === 7
    ? null
    : step % 400 === 3
    ? NaN
    : step % 401 === 4
    ? Infinity
    : ((step * 7919) % ROWS) / 8;
  const value = step % 50 === 8 ? null : step === 1111 ? NaN : step === 2222 ? 1e9 : step;
  return { over, value };
}

function log(board: Board): void {
  for (let step = 0; step < ROWS; step++) {
    const { over, value } = logged(step);
    // Names that the reader's SQL uses for columns of its own.
    board.log({ over, value, x: over, s: value, b: value, v: over, text: "a" });
  }
}

/** The points in the order of x: step, x and y. */
function pointsAbove(after = -1, from = -Infinity, to = Infinity): [number, number, number][] {
  return Array.from({ length: ROWS }, (_, step) => ({ step, ...logged(step) }))
    .filter(({ step, over, value }) =>
      step > after && over !== null && value !== null && Number.isFinite(over) && over >= from &&
      over <= to
    )
    .map(({ step, over, value }): [number, number, number] => [step, over!, value!])
    .sort(([stepA, a], [stepB, b]) => a - b || stepA - stepB);
}

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test(`BoardReader.scalars() draws a metric over another, of ${backend}`, async () => {
    await using boards = new OpenBoards();
    const board = boards.open({ backend });
    log(board);
    await board.finish();
    await using reader = await openBoard(board.boardDir);
    const x = { metric: "over" };
    const zip = ({ steps, x, y }: { steps: Float64Array; x: Float64Array; y: Float64Array }) =>
      Array.from(steps, (step, i) => [step, x[i], y[i]]);

    const all = await reader.scalars("value", { x });
    assertEquals(zip(all), pointsAbove());
    assertEquals([all.rowCount, all.sampled, all.lastStep], [pointsAbove().length, false, 2999]);

    const part = await reader.scalars("value", { x, after: 2000, from: 10.1, to: 200 });
    assertEquals(zip(part), pointsAbove(2000, 10.1, 200));
    assertEquals((await reader.scalars("value", { x, from: Infinity })).rowCount, 0);
    const none = await reader.scalars("value", { x, after: ROWS });
    assertEquals([none.x.length, none.rowCount, none.lastStep], [0, 0, -1]);
    const noneSampled = await reader.scalars("value", { x, after: ROWS, maxPoints: 5 });
    assertEquals([noneSampled.x.length, noneSampled.rowCount], [0, 0]);

    const sampled = await reader.scalars("value", { x, maxPoints: 100 });
    const expected = new Map(pointsAbove().map((point) => [point[0], point]));
    for (const point of zip(sampled)) assertEquals(point, expected.get(point[0]!)!);
    assert(sampled.y.length <= 100 && sampled.y.length > 25, `${sampled.y.length}`);
    assert(sampled.y.includes(1e9) && sampled.y.some(Number.isNaN));
    assertEquals([sampled.rowCount, sampled.sampled], [expected.size, true]);
    assertEquals(sampled.lastStep, 2999, "of the rows, not of the points");
    assertEquals([sampled.x[0], sampled.x.at(-1)], [all.x[0], all.x.at(-1)]);
    assertEquals(sampled.x, sampled.x.toSorted());

    for (const maxPoints of [undefined, 100]) {
      const one = await reader.scalars("s", { x: { metric: "x" }, maxPoints });
      const other = await reader.scalars("b", { x: { metric: "v" }, maxPoints });
      const same = maxPoints === undefined ? all : sampled;
      assertEquals([zip(one), zip(other)], [zip(same), zip(same)]);
    }
    const itself = await reader.scalars("value", { x: { metric: "value" }, to: 20 });
    assertEquals(itself.x, itself.y);
  });

  Deno.test(`BoardReader.scalars() gives what came after a step, of ${backend}`, async () => {
    await using boards = new OpenBoards();
    const board = boards.open({ backend });
    for (let step = 0; step < 1000; step++) {
      if (step % 100 === 0) board.step();
      board.log(step % 2 === 0 ? { even: step } : { odd: step });
    }
    await board.finish();
    await using reader = await openBoard(board.boardDir);
    for (const x of ["step", "global_step", "timestamp"] as const) {
      const news = await reader.scalars("even", { x, after: 950 });
      assertEquals([...news.steps], Array.from({ length: 24 }, (_, i) => 952 + 2 * i), x);
      assertEquals([news.rowCount, news.lastStep], [24, 998], x);
      const sampled = await reader.scalars("even", { x, after: 499, maxPoints: 20 });
      assertEquals([sampled.rowCount, sampled.sampled, sampled.lastStep], [250, true, 998], x);
      assert(sampled.steps.every((step) => step > 499), x);
      const none = await reader.scalars("even", { x, after: 998, maxPoints: 20 });
      assertEquals([none.steps.length, none.rowCount, none.lastStep], [0, 0, -1], x);
      const all = await reader.scalars("even", { x, after: -1 });
      assertEquals(all.rowCount, 500, x);
    }
  });
}

Deno.test("BoardReader.scalars() adds the values beside a range of hundreds of thousands", async () => {
  const rows = 200_000;
  await using boards = new OpenBoards();
  const board = boards.open();
  for (let step = 0; step < rows; step++) board.log({ value: step });
  await board.finish();
  await using reader = await openBoard(board.boardDir);
  for (const [from, to] of [[2, rows - 3], [-Infinity, rows - 3], [2, Infinity]] as const) {
    const low = Math.max(0, from - 1);
    const high = Math.min(rows - 1, to + 1);
    const { x, y, steps } = await reader.scalars("value", { from, to, outside: true });
    for (const column of [x, y, steps]) {
      assertEquals([column.length, column[0], column.at(-1)], [high - low + 1, low, high]);
    }
  }
});

Deno.test("BoardReader.scalars() refuses an x that is no axis", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  board.log({ loss: 1, text: "a" });
  await board.finish();
  await using reader = await openBoard(board.boardDir);
  const refused = async (x: unknown, type: ErrorConstructor, message: string) => {
    await assertRejects(() => reader.scalars("loss", { x: x as "step" }), type, message);
  };
  const expected = "expected x to be one of step, global_step, timestamp or { metric: name }";
  for (const x of ["time", "", 1, null, {}, { metric: 1 }, ["step", "step"]]) {
    await refused(x, RangeError, expected);
  }
  await refused({ metric: "los" }, RangeError, 'there is no such metric; is it "loss"?');
  await refused({ metric: "text" }, TypeError, 'Cannot read the scalars of "text": expected a');
  for (const after of [-2, 0.5, NaN, "1"]) {
    await assertRejects(
      () => reader.scalars("loss", { after: after as number }),
      RangeError,
      `expected after to be an integer of -1 or more, received ${after}`,
    );
  }
});
