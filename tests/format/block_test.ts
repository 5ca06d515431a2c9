import { assertEquals } from "@std/assert";
import { randomBlock } from "../backends/random_blocks.ts";
import { makeBlock } from "../support/make_block.ts";
import { Random } from "../support/random.ts";
import { assertContent, contentOf } from "../support/table_content.ts";
import { rowsAbove } from "../../format/block.ts";

Deno.test("rowsAbove() returns the block itself when all its rows are above", () => {
  const block = makeBlock(5, 3);
  assertEquals(rowsAbove(block, 4) === block, true);
  assertEquals(rowsAbove(block, -1) === block, true);
});

Deno.test("rowsAbove() returns nothing when no row is above", () => {
  const block = makeBlock(5, 3);
  assertEquals(rowsAbove(block, 7), undefined);
  assertEquals(rowsAbove(block, 8), undefined);
});

Deno.test("rowsAbove() keeps all cells of the rows above any step", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const block = randomBlock(new Random(seed), 10, true);
    const all = contentOf([block]);
    for (let step = block.firstStep; step < block.lastStep; step++) {
      const rest = rowsAbove(block, step)!;
      const from = step - block.firstStep + 1;
      assertEquals(
        { rowCount: rest.rowCount, firstStep: rest.firstStep, lastStep: rest.lastStep },
        { rowCount: block.rowCount - from, firstStep: step + 1, lastStep: block.lastStep },
      );
      const expected = { ...all, cells: all.cells.map((cells) => cells.slice(from)) };
      assertContent(contentOf([rest]), expected, `of seed ${seed} above ${step}`);
    }
  }
});

Deno.test("rowsAbove() changes nothing in the block", () => {
  const block = randomBlock(new Random(7), 0, true);
  const copy = structuredClone(block);
  rowsAbove(block, block.lastStep - 1);
  assertEquals(block, copy);
});

Deno.test("rowsAbove() takes the rows behind a gap in the steps", () => {
  const block = makeBlock(0, 4, [{ name: "m", type: "double", cells: [0, 1, 2, 3] }]);
  block.columns[0]!.values = BigInt64Array.of(0n, 3n, 9n, 10n);
  block.lastStep = 10;
  for (
    const [above, first, values] of [[2, 3, [1, 2, 3]], [3, 9, [2, 3]], [5, 9, [2, 3]]] as const
  ) {
    const rest = rowsAbove(block, above)!;
    assertEquals(rest.firstStep, first);
    assertEquals([...rest.columns[3]!.values], [...values]);
  }
});
