import { assert, assertEquals } from "@std/assert";
import { type BucketMeans, openBoard, type Scalars } from "../../../reader/mod.ts";
import { sampleRange } from "../../../reader/metrics/sampling.ts";
import { OpenBoards } from "../../board/open_boards.ts";
import { Random } from "../../faults/support/random.ts";
import { DuckDBInstance } from "@duckdb/node-api";

/** `KOBO_READER=long` samples ten million rows, else a hundred thousand. */
const ROWS = Deno.env.get("KOBO_READER") === "long" ? 10_000_000 : 100_000;

/** What each bucket must give, found by looking at every value. */
function bruteForce(values: Float64Array, width: number): Map<number, Set<number>> {
  const buckets = new Map<number, Set<number>>();
  for (let start = 0; start < values.length; start += width) {
    const end = Math.min(values.length, start + width);
    const kept = new Set<number>();
    let least = -1;
    let greatest = -1;
    let first = -1;
    let last = -1;
    const gaps = new Map<number, [number, number]>();
    for (let i = start; i < end; i++) {
      const value = values[i]!;
      if (!Number.isFinite(value)) {
        const gap = gaps.get(value);
        if (gap) gap[1] = i;
        else gaps.set(value, [i, i]);
        continue;
      }
      if (first === -1) first = i;
      last = i;
      if (least === -1 || value < values[least]!) least = i;
      if (greatest === -1 || value > values[greatest]!) greatest = i;
    }
    for (const i of [first, last, least, greatest, ...[...gaps.values()].flat()]) {
      if (i !== -1) kept.add(i);
    }
    buckets.set(start / width, kept);
  }
  return buckets;
}

/** The means must be those of all finite values, bucket after bucket. */
function checkMeans(values: Float64Array, { x, y, counts }: BucketMeans): void {
  const finite = values.filter(Number.isFinite);
  let at = 0;
  y.forEach((mean, i) => {
    const bucket = finite.subarray(at, at += counts[i]!);
    const expected = bucket.reduce((sum, value) => sum + value / bucket.length, 0);
    assert(Math.abs(mean - expected) <= 1e-9 * Math.abs(expected), `${mean}, not ${expected}`);
    assert(i === 0 || x[i]! > x[i - 1]!, `${x[i]} after ${x[i - 1]}`);
  });
  assertEquals(at, finite.length);
}

/** Noise with a drift, and far outliers. */
const FINITE = `CASE WHEN range % 30011 = 11 THEN 1000 + range::DOUBLE
  ELSE sin(range / 1e4) + (hash(range) % 1000000)::DOUBLE / 1e6 END`;
const SERIES = {
  "values that are finite": FINITE,
  "single gaps, a long gap, and infinities": `CASE
    WHEN range % 10007 = 5 THEN 'NaN'::DOUBLE
    WHEN range BETWEEN ${ROWS / 2} AND ${ROWS / 2 + ROWS / 50} THEN 'NaN'::DOUBLE
    WHEN range % 50021 = 7 THEN 'Infinity'::DOUBLE
    WHEN range % 50023 = 9 THEN '-Infinity'::DOUBLE
    ELSE ${FINITE} END`,
};

for (const [title, sql] of Object.entries(SERIES)) {
  Deno.test(`sampleRange() keeps each bucket's extremes and gaps, as all rows have them: ${title}`, async (t) => {
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    await connection.run(
      `CREATE TABLE m AS SELECT range::BIGINT AS step, ${sql} AS v FROM range(${ROWS})`,
    );
    const read = async (sql: string) => {
      const reply = await connection.runAndReadAll(sql);
      const columns = reply.getColumns();
      return Array.from(
        { length: reply.columnCount },
        (_, i) => Float64Array.from(columns[i] ?? [], (cell) => cell as number ?? NaN),
      );
    };
    const [values = new Float64Array()] = await read("SELECT v FROM m ORDER BY step");
    for (const most of [1, 2, 3, 10, 11, 100, 2000]) {
      await t.step(`of ${ROWS} rows, ${most} points`, async () => {
        const start = performance.now();
        const { steps, y, rowCount, width, means } = await sampleRange(
          read,
          { relation: "m", x: "step", y: "v", low: 0, high: ROWS - 1 },
          most,
        );
        const ms = performance.now() - start;
        const points = Array.from(steps, (step, i) => ({ step, y: y[i] }));
        assertEquals(rowCount, ROWS);
        assert(points.length <= most, `${points.length} points`);
        for (const { step, y } of points) assertEquals(y, values[step], `step ${step}`);
        checkMeans(values, means);
        if (most >= 10) {
          const kept = new Set(points.map(({ step }) => step));
          const expected = bruteForce(values, width);
          let count = 0;
          for (const [bucket, steps] of expected) {
            // Of equal extremes any will do.
            for (const step of steps) {
              const same = points.some((point) =>
                Math.floor(point.step / width) === bucket && Object.is(point.y, values[step])
              );
              assert(
                kept.has(step) || same,
                `bucket ${bucket} lacks step ${step}, ${values[step]}`,
              );
              count++;
            }
          }
          console.log(
            `  ${expected.size} buckets with ${count} points, ${points.length} given, ` +
              `${ms.toFixed(0)} ms`,
          );
        }
      });
    }
    const scan = async (sql: string) => {
      const times: number[] = [];
      for (let i = 0; i < 5; i++) {
        const start = performance.now();
        await connection.runAndReadAll(sql);
        times.push(performance.now() - start);
      }
      return `${Math.min(...times).toFixed(0)} ms`;
    };
    console.log(
      `  DuckDB's own: sum(v) ${await scan("SELECT sum(v) FROM m")}, ` +
        `least and greatest of 2000 buckets ${await scan(
          `SELECT step // ${ROWS / 2000}, min(v), max(v) FROM m GROUP BY 1`,
        )}`,
    );
    connection.closeSync();
    instance.closeSync();
  });
}

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test(`BoardReader.scalars() samples a board of ${backend} by every axis`, async () => {
    await using boards = new OpenBoards();
    const board = boards.open({ backend });
    const random = new Random("scalars");
    const values: (number | null)[] = [];
    for (let i = 0; i < 5000; i++) {
      if (i % 100 === 0) board.step();
      const value = i % 3 === 1 ? null : i % 500 === 0 ? NaN : random.next();
      values.push(value);
      board.log({ sparse: value, every: i });
    }
    await board.finish();
    await using reader = await openBoard(board.boardDir);
    const given = values.filter((value) => value !== null);
    const steps = values.flatMap((value, step) => value === null ? [] : [step]);
    const all = await reader.scalars("sparse");
    assertEquals([...all.y], given);
    assertEquals([...all.steps], steps);

    for (const x of ["step", "global_step", "timestamp"] as const) {
      const sampled = await reader.scalars("sparse", { x, maxPoints: 500 });
      assertSampled(sampled, values, 500);
      assertEquals(sampled.rowCount, given.length);
      assertEquals(Math.min(...finite(sampled.y)), Math.min(...finite(given)));
      assertEquals(Math.max(...finite(sampled.y)), Math.max(...finite(given)));
      assert(sampled.y.some(Number.isNaN), "gaps");
      assertEquals([...sampled.x].sort((a, b) => a - b), [...sampled.x], "rising");
    }
    const zoomed = await reader.scalars("every", { from: 1000, to: 1999.5, maxPoints: 100 });
    assertEquals([zoomed.rowCount, zoomed.steps[0], zoomed.steps.at(-1)], [1000, 1000, 1999]);
    const epochs = await reader.scalars("every", { x: "global_step", from: 3, to: 3 });
    assertEquals([...epochs.steps], Array.from({ length: 100 }, (_, i) => 300 + i));
    const few = await reader.scalars("every", { from: 10, to: 19, maxPoints: 10 });
    assertEquals([few.sampled, few.y.length], [false, 10]);
    assertEquals((await reader.scalars("every", { from: 6000 })).y.length, 0);
    assertEquals((await reader.scalars("every", { from: 9, to: 3, maxPoints: 5 })).rowCount, 0);
    const one = await reader.scalars("every", { maxPoints: 1 });
    assertEquals([one.y.length, one.sampled, one.rowCount], [1, true, 5000]);
    const times = await reader.scalars("every", { x: "timestamp" });
    const half = await reader.scalars("every", { x: "timestamp", from: times.x[2500] });
    assert(half.steps[0]! <= 2500 && half.x[0]! >= times.x[2500]!, `${half.steps[0]}`);
  });
}

function assertSampled({ y, steps }: Scalars, values: (number | null)[], most: number): void {
  // Rows that were logged within a millisecond share a bucket of time.
  assert(y.length <= most && y.length >= 4, `${y.length} points`);
  for (const [index, step] of steps.entries()) assertEquals(y[index], values[step]);
}

function finite(values: Iterable<number>): number[] {
  return [...values].filter(Number.isFinite);
}

Deno.test("sampleRange() has finite means of the greatest numbers", async () => {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(
    `CREATE TABLE m AS SELECT range::BIGINT AS step,
       CASE WHEN range < 500 THEN 1.7976931348623157e308 ELSE 2 END AS v FROM range(1000)`,
  );
  const read = async (sql: string) => {
    const columns = (await connection.runAndReadAll(sql)).getColumns();
    return columns.map((column) => Float64Array.from(column, (cell) => cell as number ?? NaN));
  };
  const range = { relation: "m", x: "step", y: "v", low: 0, high: 999 };
  const { means } = await sampleRange(read, range, 20);
  assertEquals([...means.y], [...Array(5).fill(Number.MAX_VALUE), ...Array(5).fill(2)]);
  assertEquals([...means.counts], Array(10).fill(100));
  connection.closeSync();
  instance.closeSync();
});
