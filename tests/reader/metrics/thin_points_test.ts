import { assert, assertEquals } from "@std/assert";
import { DuckDBInstance } from "../../../reader/duckdb/duckdb_bundle.js";
import { sampleRange } from "../../../reader/metrics/sampling.ts";
import { narrowBuckets, thinPoints } from "../../../reader/metrics/thin_points.ts";
import { readDoubles } from "../../../reader/query/read_doubles.ts";
import { Random } from "../../faults/support/random.ts";

/** What the rule keeps of each bucket, found by looking at every value. */
function bruteForce(x: Float64Array, y: Float64Array, width: number, count: number): number[] {
  const kept = new Set<number>();
  for (let bucket = 0; bucket < count; bucket++) {
    const inside = [...x.keys()].filter((i) =>
      Math.min(count - 1, Math.floor((x[i]! - x[0]!) / width)) === bucket
    );
    const finite = inside.filter((i) => Number.isFinite(y[i]));
    const byValue = finite.toSorted((a, b) => y[a]! - y[b]! || a - b);
    const greatest = finite.toSorted((a, b) => y[b]! - y[a]! || a - b);
    const kinds = [NaN, Infinity, -Infinity].map((kind) =>
      inside.filter((i) => Object.is(y[i], kind))
    );
    for (const i of [finite[0], finite.at(-1), byValue[0], greatest[0]]) {
      if (i !== undefined) kept.add(i);
    }
    for (const kind of kinds) {
      for (const i of [kind[0], kind.at(-1)]) if (i !== undefined) kept.add(i);
    }
  }
  return [...kept].sort((a, b) => a - b);
}

/** Noise with gaps; without ties. */
function noise(seed: string, length: number, isWhole: boolean): [Float64Array, Float64Array] {
  const random = new Random(seed);
  const x = Float64Array.from({ length }, (_, i) => isWhole ? i : 100 * random.next()).sort();
  const y = Float64Array.from(x, () => {
    const value = random.next();
    return value < 0.01 ? NaN : value < 0.015 ? Infinity : value < 0.02 ? -Infinity : value - 0.5;
  });
  return [x, y];
}

Deno.test("thinPoints() keeps a short series whole", () => {
  const x = Float64Array.of(1, 2, 3);
  for (const maxPoints of [3, 4, 1000]) {
    assertEquals([...thinPoints(x, x, maxPoints).indices], [0, 1, 2]);
  }
  const none = new Float64Array();
  assertEquals(thinPoints(none, none, 1).indices.length, 0);
});

Deno.test("thinPoints() keeps of each bucket what its rule names", () => {
  const [x, y] = noise("thin", 3000, false);
  for (const maxPoints of [10, 11, 50, 400, 2999]) {
    const { indices, width } = thinPoints(x, y, maxPoints);
    assert(indices.length <= maxPoints, `${indices.length} of ${maxPoints}`);
    const narrow = narrowBuckets(x[0]!, x.at(-1)!, maxPoints);
    const joined = Math.round(width / narrow.width);
    const count = Math.ceil(narrow.count / joined);
    assertEquals([...indices], bruteForce(x, y, narrow.width * joined, count), `${maxPoints}`);
    // One more bucket would be too many: neighbours are joined only where they must.
    if (joined > 1) {
      const finer = Math.ceil(narrow.count / (joined - 1));
      const more = bruteForce(x, y, narrow.width * (joined - 1), finer);
      assert(more.length > maxPoints, `${more.length} points would do for ${maxPoints}`);
    }
  }
});

Deno.test("thinPoints() keeps the first points of its list where there is room for few", () => {
  const x = Float64Array.from({ length: 20 }, (_, i) => i);
  const y = Float64Array.of(5, 5, NaN, 9, 9, -3, -3, Infinity, ...new Float64Array(11), 7);
  assertEquals([...thinPoints(x, y, 1).indices], [0]);
  assertEquals([...thinPoints(x, y, 2).indices], [0, 19]);
  assertEquals([...thinPoints(x, y, 3).indices], [0, 5, 19]);
  assertEquals([...thinPoints(x, y, 4).indices], [0, 3, 5, 19]);
  assertEquals([...thinPoints(x, y, 6).indices], [0, 2, 3, 5, 7, 19]);
});

Deno.test("thinPoints() puts a border into the bucket above it, and the end into the last one", () => {
  // Four buckets of width 2: 0 and 1; 2 and 3; 4 and 5; 6, 7 and 8.
  const x = Float64Array.from({ length: 9 }, (_, i) => i);
  const { indices } = thinPoints(x, x, 8, { low: 0, width: 2, count: 4 });
  assertEquals([...indices], [0, 1, 2, 3, 4, 5, 6, 8]);
});

Deno.test("thinPoints() takes x of any size, and x that are all one", () => {
  const one = new Float64Array(100).fill(3);
  assertEquals([...thinPoints(one, Float64Array.from(one.keys()), 10).indices], [0, 99]);
  const { MAX_VALUE } = Number;
  const x = Float64Array.from({ length: 101 }, (_, i) => (i / 50 - 1) * MAX_VALUE);
  const { indices } = thinPoints(x, x, 20);
  assert(indices.length <= 20 && indices.length >= 10, `${indices.length}`);
  assertEquals([indices[0], indices.at(-1)], [0, 100]);
  const tiny = Float64Array.from({ length: 100 }, (_, i) => i < 50 ? 0 : Number.MIN_VALUE);
  assertEquals([...thinPoints(tiny, x, 10).indices], [0, 99]);
});

Deno.test("thinPoints() gives the same for what is kept as for all", () => {
  const [x, y] = noise("again", 2000, true);
  const narrow = narrowBuckets(x[0]!, x.at(-1)!, 100);
  const all = thinPoints(x, y, 100, narrow);
  const candidates = bruteForce(x, y, narrow.width, narrow.count);
  const pick = (values: Float64Array) => Float64Array.from(candidates, (i) => values[i]!);
  const again = thinPoints(pick(x), pick(y), 100, narrow);
  assertEquals([...again.indices].map((i) => candidates[i]), [...all.indices]);
});

for (const isWhole of [true, false]) {
  Deno.test(`sampleRange() gives in SQL what thinPoints() gives, x ${isWhole ? "whole" : "real"}`, async () => {
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    try {
      const read = async (sql: string) => readDoubles(await connection.run(sql));
      const [x, y] = noise(`sql ${isWhole}`, 20_000, isWhole);
      // Steps in another order than a real x.
      const stepOf = (i: number) => isWhole ? i : (i * 7919) % x.length;
      await connection.run("CREATE TABLE m (step BIGINT, x DOUBLE, v DOUBLE)");
      const rows = [...x.keys()].map((i) => `(${stepOf(i)}, '${x[i]}', '${y[i]}')`);
      await connection.run(`INSERT INTO m VALUES ${rows.join()}`);
      const low = x[0]!;
      const high = x.at(-1)!;
      const range = { relation: "m", x: isWhole ? "step" : "x", y: "v", isReal: !isWhole };
      for (const maxPoints of [1, 2, 5, 10, 37, 500, 2000, 19_999]) {
        const sample = await sampleRange(read, { ...range, low, high }, maxPoints);
        // A step axis has buckets of a whole width.
        const span = high - low + 1;
        const width = Math.ceil(span / Math.ceil(maxPoints / 2));
        const buckets = { low, width, count: Math.ceil(span / width) };
        const thin = thinPoints(x, y, maxPoints, isWhole ? buckets : undefined);
        assertEquals([...sample.x], [...thin.indices].map((i) => x[i]), `${maxPoints}`);
        assertEquals([...sample.y], [...thin.indices].map((i) => y[i]));
        assertEquals([...sample.steps], [...thin.indices].map(stepOf));
        assertEquals(sample.width, thin.width);
        assertEquals([sample.rowCount, sample.lastStep], [x.length, x.length - 1]);
      }
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  });
}
