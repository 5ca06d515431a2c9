/**
 * What every backend does alike. `testBackend()` makes the tests for one;
 * what it cannot do, it says in its {@linkcode Capabilities}.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { BackendFiles, LazyReader, type TableReader } from "./backend_files.ts";
import { randomBlock } from "./random_blocks.ts";
import { HARD_NAMES, hardValues } from "../support/hard_values.ts";
import { type CellsOfColumn, makeBlock } from "../support/make_block.ts";
import { Random } from "../support/random.ts";
import { TempDir } from "../support/temp_dir.ts";
import type { OpenBackend } from "../../backends/backend.ts";
import type { Block } from "../../format/block.ts";

/** What a backend can do, and what it cannot. */
export interface Capabilities {
  /** What reads a table's files, not by the backend's own code. Left out where it has none. */
  startReader?(): TableReader;
  /** The files of a finished board with rows in `metrics` alone, sorted. */
  finalFiles: readonly string[];
  /** A file that is the backend's by its name. Left out where it has no files. */
  ownFile?: string;
  /** Whether an empty file is one of its own, without rows. */
  takesEmptyFile?: boolean;
  /** Whether a column of nothing but zeros keeps the sign of each. */
  signsAmongZeros: boolean;
  /** Whether it tells integers beyond ±2^53 apart. */
  wholeInt64: boolean;
  /** How many random runs it does in about three seconds. */
  randomRuns: number;
}

/** A row count that is the most of a unit of one backend or another, and one more and less. */
const ROW_COUNTS = [1, 2047, 2048, 2049, 131_072, 131_073];

/** Makes the tests for one backend. */
export function testBackend(name: string, openBackend: OpenBackend, can: Capabilities): void {
  const test = (what: string, body: (board: BackendFiles) => Promise<void>) =>
    Deno.test(`${name}: ${what}`, async () => {
      using dir = new TempDir();
      await using reader = new LazyReader(can.startReader);
      await using files = new BackendFiles(openBackend, dir.join("data"), reader);
      await body(files);
    });

  test("tables() is empty, and makes no folder, when there is none", async (files) => {
    const backend = await files.open();
    assertEquals(await backend.tables(), []);
    assertEquals(files.names(), []);
  });

  test("tables() tells what is committed when opened anew", async (files) => {
    await files.commit([
      makeBlock(0, 3, [loss(3), { name: "ok", type: "boolean", cells: [true, false, null] }]),
      makeBlock(3, 4, [{ name: "note", type: "string", cells: [null, "a", null, "b"] }, loss(4)]),
    ]);
    await files.checkState();
    await files.reopen();
    await files.checkState();
    await files.close();
    await files.checkState();
  });

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

  test("append() leaves nothing when abort() comes before commit()", async (files) => {
    await (await files.open()).append(makeBlock(0, 3000, [loss(3000)]));
    await files.reopen();
    await files.checkState();
    await files.commit([makeBlock(0, 2, [loss(2)])]);
    await (await files.open()).append(makeBlock(2, 3000, [
      { name: "dropped", type: "boolean", cells: [true] },
    ]));
    await files.reopen();
    await files.checkState();
    await files.check();
    // The same name with another type: the first left nothing.
    await files.commit([makeBlock(2, 1, [{ name: "dropped", type: "string", cells: ["kept"] }])]);
    await files.check();
  });

  test("close() drops what is not committed", async (files) => {
    await files.commit([makeBlock(0, 2, [loss(2)])]);
    await (await files.open()).append(makeBlock(2, 5, [loss(5)]));
    await files.close();
    await files.checkState();
    await files.check();
  });

  test("abort() does not throw when called twice, after close(), or at once", async (files) => {
    for (const end of ["abort", "close"] as const) {
      const unused = await files.open();
      await files.forget()[end]();
      await unused.abort();
      await unused.abort();
      const used = await files.open();
      await used.append(makeBlock(0, 2, [loss(2)]));
      await files.forget()[end]();
      await used.abort();
      await used.abort();
    }
    await files.checkState();
  });

  test("commit() does nothing when nothing was appended", async (files) => {
    await (await files.open()).commit();
    await files.checkState();
    await files.commit([makeBlock(0, 2, [loss(2)])]);
    await (await files.open()).commit();
    await (await files.open()).commit();
    await files.check();
    await files.reopen();
    await (await files.open()).commit();
    await files.checkState();
  });

  test("commit() leaves all rows to be read, in few files, 300 times", async (files) => {
    for (let step = 0; step < 300; step++) {
      await files.commit([makeBlock(step, 1, [loss(1, step)])]);
      assert(files.names().length <= 36, `files after commit ${step}: ${files.names()}`);
      if (step % 30 === 0) await files.check();
    }
    await files.check();
    await files.close();
    await files.check();
  });

  test("commit() keeps two tables apart", async (files) => {
    const backend = await files.open();
    const table = (step: number) =>
      makeBlock(step, 2, [
        { name: "name", type: "string", cells: ["t", "u"] },
        { name: "columns", type: "string", cells: ["[]"] },
        { name: "column_types", type: "string", cells: ["[]"] },
        { name: "rows", type: "string", cells: [null, "[[1]]"] },
      ], "tables");
    await backend.append(table(0));
    await files.commit([makeBlock(0, 10, [loss(10)])]);
    await backend.append(table(7));
    await files.commit([makeBlock(10, 10, [loss(10)])]);
    const states = (await backend.tables()).sort((a, b) => a.table < b.table ? -1 : 1);
    assertEquals(
      states.map(({ table, rowCount, lastStep }) => ({ table, rowCount, lastStep })),
      [
        { table: "metrics", rowCount: 20, lastStep: 19 },
        { table: "tables", rowCount: 4, lastStep: 8 },
      ] as typeof states,
    );
    await files.close();
    await files.check();
    await files.check("tables", [table(0), table(7)]);
  });

  test("close() brings the files into their final form, again and again", async (files) => {
    for (let run = 0; run < 3; run++) {
      for (let commit = 0; commit < 3; commit++) {
        const step = 30 * run + 10 * commit;
        await files.commit([
          makeBlock(step, 10, [loss(10, step), { name: `run ${run}`, type: "double", cells: [1] }]),
        ]);
      }
      await files.close();
      assertEquals(files.names(), can.finalFiles);
      await files.checkState();
      await files.check();
    }
  });

  test("verify() accepts what was written", async (files) => {
    await files.commit([hardValues(can.wholeInt64)]);
    await files.commit([makeBlock(1000, 5, [loss(5)])]);
    await files.reopen();
    await (await files.open()).verify?.();
    await files.close();
    await (await files.open()).verify?.();
  });

  const { ownFile } = can;
  if (ownFile !== undefined) {
    for (const [what, text] of FOREIGN_FILES) {
      if (text === "" && can.takesEmptyFile) continue;
      test(`openBackend() or tables() refuses ${what} in its place`, async (files) => {
        Deno.mkdirSync(files.dataDir);
        const path = `${files.dataDir}/${ownFile}`;
        Deno.writeTextFileSync(path, text);
        const error = await assertRejects(async () => (await files.open()).tables(), Error, path);
        assert(!(error instanceof TypeError), `${error}`);
        await files.reopen(false);
        assertEquals(Deno.readTextFileSync(path), text);
        assertEquals(files.names(), [ownFile]);
      });
    }
  }

  Deno.test(`${name}: keeps what it is given in ${can.randomRuns} random runs`, async () => {
    await using reader = new LazyReader(can.startReader);
    for (let seed = 1; seed <= can.randomRuns; seed++) {
      using dir = new TempDir();
      await using files = new BackendFiles(openBackend, dir.join("data"), reader, `in run ${seed}`);
      await randomRun(new Random(seed), files, can.signsAmongZeros);
    }
  });
}

/** Ten commits at most, with ends of all kinds between them. */
async function randomRun(random: Random, files: BackendFiles, signs: boolean): Promise<void> {
  for (let left = random.integer(1, 10); left > 0; left--) {
    if (random.chance(0.2)) {
      await (await files.open()).append(randomBlock(random, files.nextStep, signs));
      await files.reopen();
    }
    const blocks: Block[] = [];
    let step = files.nextStep;
    for (let count = random.integer(1, 4); count > 0; count--) {
      const block = randomBlock(random, step, signs);
      blocks.push(block);
      // Steps rise; they need not be without gaps.
      step = block.lastStep + random.pick([1, 1, 1, 5]);
    }
    await files.commit(blocks);
    if (random.chance(0.2)) await files.reopen();
    if (random.chance(0.1)) await files.close();
    if (random.chance(0.2)) await files.checkState();
    if (random.chance(0.1)) await files.check();
  }
  if (random.chance(0.5)) await files.close();
  await files.checkState();
  await files.check();
}

const FOREIGN_FILES = [
  ["an empty file", ""],
  ["a text", "These are my notes, and they are no table.\n"],
  ["a short text", "no"],
  ["a file that begins like Parquet", "PAR1 and then goes on as something else"],
  ["a file that begins like DuckDB", "12345678DUCK and then goes on as something else"],
] as const;

function nulls(count: number): null[] {
  return new Array(count).fill(null);
}

function loss(rowCount: number, from = 0): CellsOfColumn {
  return {
    name: "loss",
    type: "double",
    cells: Array.from({ length: rowCount }, (_, row) => 1 / (1 + from + row)),
  };
}

/** A full column, one with every third cell, and one of strings. */
function boundaryColumns(rowCount: number, from: number): CellsOfColumn[] {
  const rows = Array.from({ length: rowCount }, (_, row) => from + row);
  return [
    { name: "full", type: "double", cells: rows.map((row) => row / 7) },
    { name: "third", type: "boolean", cells: rows.map((row) => row % 3 ? null : row % 2 === 0) },
    { name: "text", type: "string", cells: rows.map((row) => row % 5 ? `row ${row % 97}` : null) },
  ];
}
