import { assertEquals } from "@std/assert";
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
