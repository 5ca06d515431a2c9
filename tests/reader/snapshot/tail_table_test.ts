import { assert, assertEquals } from "@std/assert";
import type { Block, Column } from "../../../format/block.ts";
import { SandboxedDuckDb, TAIL_DATABASE } from "../../../reader/query/sandboxed_duckdb.ts";
import { TailTable } from "../../../reader/snapshot/tail_table.ts";

/** A block of 500 steps, of which each of some metrics has a value in every tenth. */
function blockOf(number: number, names: readonly string[]): Block {
  const firstStep = 500 * number;
  const steps = BigInt64Array.from({ length: 500 }, (_, row) => BigInt(firstStep + row));
  const rows = Uint32Array.from({ length: 50 }, (_, index) => 10 * index);
  const metrics = names.map((name): Column => ({
    name,
    type: "double",
    rows,
    values: Float64Array.from(rows, (row) => firstStep + row + 0.5),
  }));
  const columns: Column[] = [{ name: "step", type: "int64", values: steps }, ...metrics];
  return { table: "metrics", rowCount: 500, firstStep, lastStep: firstStep + 499, columns };
}

Deno.test("TailTable keeps a run whose metrics grow in parts that have the columns of their rows", async () => {
  const duckdb = await SandboxedDuckDb.start({ directories: [], memoryLimitBytes: 400e6 });
  await duckdb.run(`CREATE SCHEMA ${TAIL_DATABASE}."it's ""one"""`);
  const table = new TailTable(duckdb, "metrics", `it's "one"`);
  // 60,000 rows of 1,441 columns: 700 MB in one table.
  const blocks = Array.from(
    { length: 120 },
    (_, number) =>
      blockOf(number, ["loss", ...Array.from({ length: 12 }, (_, i) => `new ${12 * number + i}`)]),
  );
  // As a reader comes by: some blocks at a time.
  for (const [from, to] of [[0, 1], [1, 50], [50, 120]] as const) {
    const some = blocks.slice(from, to);
    for (const [index, block] of some.entries()) table.expect(from + index, block);
    for (const [index, block] of some.entries()) await table.append(from + index, block);
    await table.finish();
    assertEquals([table.rowCount, table.lastStep], [500 * to, 500 * to - 1]);
  }
  assert(table.parts.length > 1 && table.parts.length < 10, String(table.parts.length));
  const query = async (select: string) =>
    (await duckdb.rows(`SELECT ${select} FROM ${table.relation}`)).flat().map(Number);
  assertEquals(await query("count(*), count(DISTINCT step), count(loss), sum(loss - step)"), [
    ...[60_000, 60_000, 6000, 3000],
  ]);
  for (const number of [0, 37, 119]) {
    const found = await query(
      `count("new ${12 * number}"), min("new ${12 * number}"), max("new ${12 * number + 11}")`,
    );
    assertEquals(found, [50, 500 * number + 0.5, 500 * number + 490.5]);
  }

  // A column that nobody expected, of a log call's completion.
  const late = blockOf(120, ["loss"]);
  table.expect(120, late);
  await table.append(120, {
    ...late,
    columns: [...late.columns, ...blockOf(120, ["x"]).columns.slice(1)],
  });
  await table.finish();
  assertEquals(await query("count(x), count(*)"), [50, 60_500]);

  await table.clear();
  assertEquals([table.rowCount, table.parts], [0, []]);
  table.expect(0, blocks[0]!);
  await table.append(0, blocks[0]!);
  await table.finish();
  assertEquals(table.parts.map(({ relation }) => relation), [table.relation]);
  assertEquals(table.parts[0]?.columnNames, new Set(blocks[0]!.columns.map(({ name }) => name)));
  assertEquals(await query("count(*)"), [500]);
  duckdb.close();
});
