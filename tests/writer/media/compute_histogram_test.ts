import { assertEquals } from "@std/assert";
import { computeHistogram } from "../../../writer/media/compute_histogram.ts";
import { OpenBoards } from "../../board/open_boards.ts";
import { RowReader } from "../../support/row_reader.ts";
import { numbersOf, readTable } from "../../support/read_table.ts";

const HARD = [NaN, Infinity, -Infinity, 0, -0, 5e-324, -5e-324, 1e-310, 1e300];
const ARRAYS = 10_000;

/** The same numbers in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

function randomValues(random: () => number): Float64Array {
  const length = Math.floor(random() * 20);
  if (random() < 0.1) return new Float64Array(length).fill(random() - 0.5);
  return Float64Array.from(
    { length },
    () => random() < 0.2 ? HARD[Math.floor(random() * HARD.length)]! : random() * 4 - 2,
  );
}

Deno.test("histogram counts are those of looking at every value and every bin", async () => {
  await using boards = new OpenBoards();
  await using reader = new RowReader();
  const board = boards.open({ backend: "duckdb" });
  const random = generator(7);
  const all = Array.from({ length: ARRAYS }, () => randomValues(random));
  const bins = () => [Math.ceil(random() * 9), "auto", [-1, 0, 0.5, 2]][Math.floor(random() * 3)];
  // deno-lint-ignore no-explicit-any -- three kinds of bins
  for (const values of all) board.logHistogram("h", values, { bins: bins() as any });
  await board.finish();

  const rows = await readTable(reader, board, "histograms");
  assertEquals(rows.length, ARRAYS);
  for (const [i, values] of all.entries()) {
    const row = rows[i]!;
    const edges = numbersOf(row.bins);
    const finite = [...values].filter(Number.isFinite);
    const expected = edges.slice(1).map((high, bin) => {
      const isLast = bin === edges.length - 2;
      const isIn = (value: number) =>
        value >= edges[bin]! && (value < high || isLast && value === high);
      return finite.filter(isIn).length;
    });
    const found = {
      counts: numbersOf(row.counts),
      count: Number(row.count),
      nan: Number(row.nan_count),
      inf: Number(row.inf_count),
    };
    assertEquals(found, {
      counts: expected,
      count: finite.length,
      nan: values.filter(Number.isNaN).length,
      inf: values.filter((value) => Math.abs(value) === Infinity).length,
    }, `array ${i}`);
  }
});

const FAR: readonly [values: number[], mean: number, std: number][] = [
  [[-1.7e308, 0, 1.7e308], 0, 1.7e308 * Math.sqrt(2 / 3)],
  [[Number.MAX_VALUE], Number.MAX_VALUE, 0],
  [[-Number.MAX_VALUE], -Number.MAX_VALUE, 0],
  [[Number.MAX_VALUE, -Number.MAX_VALUE], 0, Number.MAX_VALUE],
  [[1e200, 3e200], 2e200, 1e200],
  [[1e-200, 3e-200], 2e-200, 1e-200],
  [[5e-324], 5e-324, 0],
  [[0, 5e-324], 0, 0],
  [[2 ** 1023, 2 ** 1023], 2 ** 1023, 0],
];

for (const bins of [1, 64, 65_536, "auto"] as const) {
  Deno.test(`histograms of values near the ends of all doubles are right, ${bins} bins`, () => {
    for (const [values, mean, std] of FAR) {
      const source = {
        kind: "values",
        values: Float64Array.from(values),
        bins,
        range: null,
      } as const;
      const row = computeHistogram(source);
      const title = `${values}`;
      assertEquals(row.bins.every((edge, i) => i === 0 || edge > row.bins[i - 1]!), true, title);
      assertEquals(row.bins.every(Number.isFinite), true, title);
      assertEquals(
        [...row.counts].reduce((sum, count) => sum + count),
        BigInt(values.length),
        title,
      );
      const largest = Math.max(...values.map(Math.abs));
      assertEquals(Math.abs(row.mean! / largest - mean / largest) < 1e-15, true, `${title} mean`);
      assertEquals(Math.abs(row.std! / largest - std / largest) < 1e-15, true, `${title} std`);
    }
  });
}

Deno.test("histograms of counts near the ends of all doubles are right", () => {
  const edges = Float64Array.of(-1.6e308, -0.8e308, 0.8e308, 1.6e308);
  const counts = BigInt64Array.of(1n, 0n, 1n);
  const { mean, std } = computeHistogram({ kind: "counts", edges, counts });
  assertEquals([mean, std], [0, 1.2e308]);
});
