import { assertEquals } from "@std/assert";
import type { OpenBackend } from "../../backends/backend.ts";
import type { ColumnDef, TableName } from "../../format/tables.ts";
import { makeBlock } from "../support/make_block.ts";
import { FakeDisk } from "./fake_disk.ts";
import { TestedWriter } from "./tested_writer.ts";

Deno.test("Writer names all new columns of a commit to the backend at once, before the rows", async () => {
  const disk = new FakeDisk();
  const added: { table: TableName; names: string[]; appended: number }[] = [];
  const openBackend: OpenBackend = async (options) => ({
    ...await disk.openBackend(options),
    addColumns(table: TableName, columns: readonly ColumnDef[]) {
      const names = columns.map(({ name }) => name).filter((name) => name.startsWith("metric"));
      added.push({ table, names, appended: disk.count("append") });
      return Promise.resolve();
    },
  });
  await using test = new TestedWriter({ openBackend });
  const addBlock = (step: number) =>
    test.writer.addBlock(
      makeBlock(step, 1, [{ name: `metric ${step}`, type: "double", cells: [step] }]),
      () => {},
    );
  for (let step = 0; step < 50; step++) addBlock(step);
  await test.writer.flush();
  const names = Array.from({ length: 50 }, (_, step) => `metric ${step}`);
  assertEquals(added, [{ table: "metrics", names, appended: 0 }]);
  addBlock(50);
  addBlock(51);
  await test.writer.flush();
  assertEquals(added.slice(1), [
    { table: "metrics", names: ["metric 50", "metric 51"], appended: 50 },
  ]);
});

Deno.test("Writer names all columns of a long commit before its first rows: to add some later is a backend's work per row", async () => {
  const disk = new FakeDisk();
  const added: { count: number; commits: number }[] = [];
  const openBackend: OpenBackend = async (options) => ({
    ...await disk.openBackend(options),
    addColumns(_: TableName, columns: readonly ColumnDef[]) {
      added.push({ count: columns.length, commits: disk.count("commit") });
      return Promise.resolve();
    },
  });
  await using test = new TestedWriter({ openBackend });
  const [rowCount, columnCount] = [10_000, 1000]; // 50,000 × 5000 cells, almost all empty.
  for (let number = 0; number < 5; number++) {
    const columns = Array.from({ length: columnCount }, (_, i) => ({
      name: `metric ${number}/${i}`,
      type: "double" as const,
      cells: [i],
    }));
    test.writer.addBlock(makeBlock(number * rowCount, rowCount, columns), () => {});
  }
  await test.writer.flush();
  assertEquals(added, [{ count: 3 + 5 * columnCount, commits: 0 }]);
  assertEquals(disk.count("commit"), 3); // Of 20,000 rows at most: as many cells as one may have.
  assertEquals(disk.steps(), Array.from({ length: 5 * rowCount }, (_, step) => step));
});
