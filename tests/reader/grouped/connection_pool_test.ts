import { assert, assertEquals, assertRejects } from "@std/assert";
import { ConnectionPool } from "../../../reader/grouped/connection_pool.ts";
import { readGrouped } from "../../../reader/grouped/read_grouped.ts";
import { QueryError } from "../../../reader/mod.ts";
import { QueryCancellation } from "../../../reader/query/query_cancellation.ts";
import { SandboxedDuckDb } from "../../../reader/query/sandboxed_duckdb.ts";

/** Does some work with a pool. */
async function withPool(work: (pool: ConnectionPool) => Promise<void>): Promise<void> {
  const duckdb = await SandboxedDuckDb.start({ directories: [], threads: 1 });
  try {
    const pool = await ConnectionPool.open(duckdb);
    try {
      await work(pool);
    } finally {
      pool.close();
    }
    assertEquals(await duckdb.rows("SELECT current_setting('threads')::INTEGER"), [[1]]);
  } finally {
    duckdb.close();
  }
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

Deno.test("ConnectionPool runs more queries than it has connections, in the order of the items", async () => {
  await withPool(async (pool) => {
    const results = await pool.forEach(numbers(50), async (i) => {
      const [column] = await pool.read(`SELECT ${i}::DOUBLE`);
      return column?.[0];
    });
    assertEquals(results, numbers(50));
    assertEquals(await pool.forEach([], () => Promise.resolve(1)), []);
  });
});

Deno.test("ConnectionPool begins nothing after a failure, waits for what runs, and goes on", async () => {
  await withPool(async (pool) => {
    let [begun, ended] = [0, 0];
    await assertRejects(
      () =>
        pool.forEach(numbers(1000), async (i) => {
          begun++;
          try {
            await pool.read(
              i === 0 ? "SELECT none" : "SELECT sum(range)::DOUBLE FROM range(1000000)",
            );
          } finally {
            ended++;
          }
        }),
      Error,
      "none",
    );
    assertEquals(ended, begun);
    assert(begun < 1000, `${begun} were begun`);
    const ok = await pool.forEach(numbers(20), () => pool.read("SELECT 1::DOUBLE"));
    assertEquals(ok.length, 20);
  });
});

Deno.test("ConnectionPool has all its queries cancelled at once", async () => {
  await withPool(async (pool) => {
    const controller = new AbortController();
    using cancellation = new QueryCancellation({ signal: controller.signal });
    // Hours, of each.
    const endless =
      "SELECT sum(a.range * b.range)::DOUBLE FROM range(100000000) a, range(100000000) b";
    const running = cancellation.guard(
      pool.connections,
      () => pool.forEach(numbers(pool.size * 3), () => pool.read(endless)),
    );
    const failed = assertRejects(() => running, QueryError, "The query was cancelled");
    controller.abort();
    await failed;
    assertEquals(await pool.read("SELECT 1::DOUBLE"), [new Float64Array([1])]);
  });
});

Deno.test("readGrouped() reads a group of many rows in parts, and finds the same", async () => {
  await withPool(async (pool) => {
    // 1,200,000 rows, more than are read at once; one run ends in the middle.
    const run = (rows: number, plus: number) => ({
      relation: `(SELECT range AS step, (range % 1000 + ${plus})::DOUBLE AS loss
        FROM range(${rows}))`,
      createdMs: 0,
    });
    const boards = [run(400_000, 0), run(500_000, 2), run(300_000, 4)];
    const { groups: [group] } = await readGrouped(pool, [boards], "loss", { band: "minmax" });
    assert(group !== undefined);
    assertEquals([group.xCount, group.x.length], [500_000, 500_000]);
    for (let x = 0; x < 500_000; x++) {
      const n = x < 300_000 ? 3 : x < 400_000 ? 2 : 1;
      const value = x % 1000;
      const low = n === 1 ? value + 2 : value;
      const high = n === 3 ? value + 4 : value + 2;
      const found: (number | undefined)[] = [
        group.x[x],
        group.n[x],
        group.low[x],
        group.high[x],
        group.center[x],
      ];
      const expected: number[] = [x, n, low, high, (low + high) / 2];
      if (found.some((number, i) => number !== expected[i])) assertEquals(found, expected);
    }
    const zoomed = { from: 299_999.5, to: 300_000, outside: true };
    const { groups: [part] } = await readGrouped(pool, [boards], "loss", zoomed);
    assertEquals([...part?.x ?? []], [299_999, 300_000, 300_001]);
    assertEquals([...part?.n ?? []], [3, 2, 2]);
  });
});

Deno.test("readGrouped() computes the buckets of a lone group in shares, and finds the same", async () => {
  await withPool(async (pool) => {
    const boards = numbers(5).map((run) => ({
      relation: `(SELECT range AS step, (range * 7919 % 1000) / 10.0 + ${run} AS far,
        sin(range + ${run}) AS loss FROM range(${2000 - 300 * run}))`,
      createdMs: 0,
    }));
    const options = { x: { metric: "far" }, buckets: 101 } as const;
    const { groups: [lone] } = await readGrouped(pool, [boards], "loss", options);
    const alone = boards.map((board) => [board]);
    const { groups: runs } = await readGrouped(pool, alone, "loss", options);
    assert(lone !== undefined);
    assertEquals(lone.x.length, 101);
    for (const [i, x] of lone.x.entries()) {
      const means = runs.flatMap((run) => {
        const at = run.x.indexOf(x);
        return at < 0 ? [] : [run.center[at] ?? NaN];
      });
      assertEquals(lone.n[i], means.length);
      const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
      assert(Math.abs((lone.center[i] ?? NaN) - mean) < 1e-12, `bucket ${i}`);
    }
    const tables = "SELECT count(*)::DOUBLE FROM duckdb_tables()";
    assertEquals(await pool.read(tables), [new Float64Array([0])]);
  });
});

Deno.test("readGrouped() puts each row into a bucket, however far or close they are", async () => {
  await withPool(async (pool) => {
    const extremes = [-1.7e308, -1, 0, 1, 1.7e308].map((x, i) => `(${i}, ${x}::DOUBLE, 1.0)`);
    const far = {
      relation: `(SELECT * FROM (VALUES ${extremes.join()}) t(step, far, loss))`,
      createdMs: 0,
    };
    for (const buckets of [2, 3, 7]) {
      const options = { x: { metric: "far" }, buckets } as const;
      const { groups: [spread] } = await readGrouped(pool, [[far]], "loss", options);
      assertEquals([...spread?.center ?? []].every((value) => value === 1), true);
      assertEquals(spread?.x.length, buckets === 2 ? 2 : 3);
    }
    // Numbers next to one another, of which a bucket's edge is none.
    const close = numbers(9).map((i) => `(${i}, ${1e9 + i * 2 ** -23}::DOUBLE, 1.0)`);
    const next = {
      relation: `(SELECT * FROM (VALUES ${close.join()}) t(step, far, loss))`,
      createdMs: 0,
    };
    for (const buckets of [9, 50, 1000]) {
      const options = { x: { metric: "far" }, buckets } as const;
      const { groups: [narrow] } = await readGrouped(pool, [[next]], "loss", options);
      assertEquals(narrow?.x.length, 9);
    }
  });
});
