import { assertEquals } from "@std/assert";
import { rowsBlock } from "../../../writer/media/rows_block.ts";
import type { Block } from "../../../format/block.ts";
import { HARD_NAMES, hardValues } from "../../support/hard_values.ts";
import { type CellsOfColumn, makeBlock } from "../../support/make_block.ts";
import type { Capabilities } from "./capabilities.ts";
import { boundaryColumns, loss, nulls } from "./cells.ts";
import type { TestFiles } from "./test_files.ts";

/** A row count that is the most of a unit of one backend or another, and one more and less. */
const ROW_COUNTS = [1, 2047, 2048, 2049, 131_072, 131_073];

/** Makes the tests of `append()`: every value comes back, whatever the columns and rows. */
export function testAppend(test: TestFiles, can: Capabilities): void {
  test("append() keeps every value of every type", async (files) => {
    await files.commit([hardValues(can.wholeInt64)]);
    await files.check();
    await files.close();
    await files.check();
  });

  test("append() keeps the signs of zeros", async (files) => {
    const zeros = [0, -0, -0, 0, null, -0];
    const columns: CellsOfColumn[] = [
      { name: "among others", type: "double", cells: [...zeros, 1, ...zeros, ...zeros] },
      { name: "negative", type: "double", cells: zeros.map((zero) => zero === null ? null : -0) },
    ];
    if (can.signsAmongZeros) columns.push({ name: "alone", type: "double", cells: zeros });
    await files.commit([makeBlock(0, 20, columns)]);
    await files.check();
    await files.close();
    await files.check();
  });

  test("append() keeps lists and small integers, empty lists apart from empty cells", async (files) => {
    const histograms = (step: number, rowCount: number): Block =>
      makeBlock(step, rowCount, [
        { name: "edges", type: "double[]", cells: ["0,0.5,1", null, "", "NaN,-Infinity,5e-324"] },
        { name: "counts", type: "int64[]", cells: [...nulls(rowCount - 2), "", "1,0,-7"] },
        { name: "wide", type: "double[]", cells: [Array(3000).fill(0.1).join(), null, null, "1"] },
        { name: "width", type: "int32", cells: [0, null, 2 ** 31 - 1, -(2 ** 31)] },
      ]);
    await files.commit([histograms(0, 9), histograms(9, 5)]);
    await files.check();
    // Lists that are all empty, rows without any, and columns that come later.
    await files.commit([
      makeBlock(14, 3, [{ name: "edges", type: "double[]", cells: ["", "", ""] }]),
      makeBlock(17, 2),
      makeBlock(19, 4, [
        { name: "late", type: "int64[]", cells: [null, "1,2,3", null, ""] },
        { name: "late width", type: "int32", cells: [null, null, 7] },
      ]),
      histograms(23, 6),
    ]);
    await files.check();
    await files.checkState();
    await files.reopen();
    await files.commit([histograms(29, 3000)]);
    await files.check();
    await files.close();
    await files.check();
    await files.checkState();
  });

  test("append() keeps rows of event tables, several at one step", async (files) => {
    if (!(await files.open()).hasEventTables) return;
    const alerts = (number: number, step: number | null, globalStep: number | null) =>
      rowsBlock("alerts", { step, globalStep, timeMs: 1e12 }, [
        { number, level: "info", title: "a", text: null },
        { number: number + 1, level: "warn", title: "b", text: "ü" },
      ]);
    await files.commit([makeBlock(0, 3, [loss(3)])]);
    const blocks = [alerts(0, null, null), alerts(2, 2, 0), alerts(4, 2, 1)];
    for (const block of blocks) {
      const backend = await files.open();
      await backend.append(block);
      await backend.commit();
      await files.check("alerts", blocks.slice(0, 1 + blocks.indexOf(block)));
      await files.reopen();
      const state = (await (await files.open()).tables()).find(({ table }) => table === "alerts");
      assertEquals(
        [state?.rowCount, state?.lastStep, state?.lastGlobalStep],
        [block.lastStep + 1, block.lastStep, [null, 0, 1][blocks.indexOf(block)]],
      );
    }
    await (await files.open()).verify?.();
    await files.close();
    await files.check("alerts", blocks);
    await files.check();
  });

  test("append() leaves cells without a value empty", async (files) => {
    await files.commit([
      makeBlock(0, 10, [
        { name: "first rows", type: "double", cells: [1, 2, 3] },
        { name: "last row", type: "double", cells: [...nulls(9), 1] },
        { name: "some", type: "string", cells: [null, "a", null, "", null, "b"] },
        { name: "one", type: "boolean", cells: [...nulls(4), true] },
      ]),
      makeBlock(10, 5),
      makeBlock(15, 1, [{ name: "last row", type: "double", cells: [0] }]),
    ]);
    await files.check();
    await files.close();
    await files.check();
  });

  test("append() adds a column that first appears in row 10,000", async (files) => {
    const late: CellsOfColumn = { name: "late", type: "double", cells: [0.5] };
    await files.commit([makeBlock(0, 10_000, [loss(10_000)])]);
    await files.commit([makeBlock(10_000, 1, [loss(1), late])]);
    await files.commit([makeBlock(10_001, 2, [loss(2)])]);
    await files.check();
    await files.close();
    await files.check();
  });

  test("append() adds a column between two blocks of one commit", async (files) => {
    await files.commit([
      makeBlock(0, 3000, [loss(3000)]),
      makeBlock(3000, 10, [{ name: "late", type: "string", cells: [null, "a"] }]),
      makeBlock(3010, 3000, [loss(3000)]),
    ]);
    await files.check();
  });

  test("addColumns() adds columns that later blocks have, between blocks and commits", async (files) => {
    const named = (step: number, count = 1): CellsOfColumn[] =>
      Array.from({ length: count }, (_, index) => (
        { name: `metric/${step + index}`, type: "double", cells: [step] }
      ));
    let step = 0;
    for (let commit = 0; commit < 3; commit++) {
      const blocks = Array.from({ length: 4 }, (_, index) => {
        const first = step + 300 * index;
        return makeBlock(first, 300, [loss(300), ...named(first, 2)]);
      });
      const backend = await files.open();
      const columns = blocks.flatMap((block) => block.columns);
      const byName = new Map(columns.map((column) => [column.name, column]));
      await backend.addColumns?.("metrics", [...byName.values()]);
      await files.commit(blocks);
      await files.check();
      await files.checkState();
      step += 1200;
    }
    await files.reopen();
    await files.checkState();
    await files.close();
    await files.check();
  });

  test("append() takes 1,000 columns at once, and 500 more later", async (files) => {
    const wide = (count: number) =>
      Array.from({ length: count }, (_, index): CellsOfColumn => (
        { name: `metric/${index}`, type: "double", cells: [index, null, 1 - index] }
      ));
    await files.commit([makeBlock(0, 3, wide(1000))]);
    await files.commit([makeBlock(3, 3, wide(1500))]);
    await files.check();
    await files.checkState();
    await files.close();
    await files.check();
  });

  test("append() takes every name that a metric can have", async (files) => {
    const columns = HARD_NAMES.map((name, index): CellsOfColumn => (
      { name, type: "double", cells: [index] }
    ));
    await files.commit([makeBlock(0, 2, columns)]);
    await files.commit([makeBlock(2, 2, columns)]);
    await files.check();
    await files.reopen();
    await files.checkState();
    await files.close();
    await files.check();
  });

  for (const rowCount of ROW_COUNTS) {
    test(`append() keeps ${rowCount} rows in one block, and in many`, async (files) => {
      await files.commit([makeBlock(0, rowCount, boundaryColumns(rowCount, 0))]);
      const blocks: Block[] = [];
      for (let step = rowCount; step < 2 * rowCount;) {
        const rows = Math.min(1000 + blocks.length * 37, 2 * rowCount - step);
        blocks.push(makeBlock(step, rows, boundaryColumns(rows, step)));
        step += rows;
      }
      await files.commit(blocks);
      if (rowCount < 10_000) await files.check();
      await files.close();
      await files.check();
      await files.checkState();
    });
  }
}
