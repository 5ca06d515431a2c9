import { assert, assertEquals } from "@std/assert";
import { hardValues } from "../../support/hard_values.ts";
import { makeBlock } from "../../support/make_block.ts";
import type { Capabilities } from "./capabilities.ts";
import { loss } from "./cells.ts";
import type { TestFiles } from "./test_files.ts";

/** Makes the tests of `tables()`, `commit()`, `abort()`, `close()` and `verify()`. */
export function testCommit(test: TestFiles, can: Capabilities): void {
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
}
