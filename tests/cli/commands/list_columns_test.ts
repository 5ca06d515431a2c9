import { assertEquals, assertMatch } from "@std/assert";
import { Board } from "../../../mod.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { kobo } from "../support/kobo.ts";

Deno.test("kobo list shows what tells runs apart, what they are sorted by, and the columns asked for", async (t) => {
  using dir = new TempDir();
  for (const [boardId, lr, loss] of [["a", 0.1, 3], ["b", 0.01, 1], ["c", 0.001, 2]] as const) {
    const board = new Board({
      name: `run_${boardId}`,
      boardId,
      baseDir: dir.path,
      systemMetrics: false,
      config: { optimizer: { lr, name: "adam" }, batch: 32, layers: [1, lr] },
    });
    board.summary({ loss: "min" });
    board.log({ loss });
    await board.finish();
  }
  const list = async (...args: string[]) => {
    const { code, stdout, stderr } = await kobo(["list", "--dir", dir.path, ...args]);
    return { code, stderr, lines: stdout.trimEnd().split("\n").map((line) => line.split(/ {2,}/)) };
  };

  await t.step("values of the config that differ have a column", async () => {
    const { lines: [head, ...rows] } = await list();
    assertEquals(head!.slice(0, 6), ["BOARD", "NAME", "STATUS", "loss", "optimizer.lr", "STARTED"]);
    assertEquals(rows.map((row) => row[4]).toSorted(), ["0.001", "0.01", "0.1"]);
  });

  await t.step("what runs are sorted by is shown, also where all have the same", async () => {
    const { lines: [head, first] } = await list("--sort", "batch");
    assertEquals(head![4], "batch");
    assertEquals(first![4], "32");
  });

  await t.step("--columns shows these, after board, name and status, in their order", async () => {
    const { lines } = await list(
      "--columns",
      "optimizer.lr,backend",
      "--columns",
      "loss",
      "--sort",
      "loss",
    );
    assertEquals(lines, [
      ["BOARD", "NAME", "STATUS", "optimizer.lr", "BACKEND", "loss"],
      ["b", "run_b", "finished", "0.01", "duckdb", "1"],
      ["c", "run_c", "finished", "0.001", "duckdb", "2"],
      ["a", "run_a", "finished", "0.1", "duckdb", "3"],
    ]);
    assertEquals((await list("--columns", "name,loss,board")).lines[0], [
      ...["STATUS", "NAME", "loss", "BOARD"],
    ]);
  });

  await t.step("--json has them by their names", async () => {
    const { stdout } = await kobo(
      ["list", "--dir", dir.path, "--sort", "loss", "--json", "--columns", "loss,optimizer.lr"],
    );
    assertEquals(JSON.parse(stdout).map(({ columns }: { columns: unknown }) => columns), [
      { loss: 1, "optimizer.lr": 0.01 },
      { loss: 2, "optimizer.lr": 0.001 },
      { loss: 3, "optimizer.lr": 0.1 },
    ]);
  });

  await t.step("a field that no board has is named, with the nearest", async () => {
    const { code, stderr } = await list("--columns", "los");
    assertEquals(code, 2);
    assertMatch(stderr, /Cannot show "los": expected "loss"/);
    assertMatch((await list("--columns", " , ")).stderr, /Expected one field or several/);
  });
});

Deno.test("kobo list finds values of configs whose keys have dots, as other trackers write them", async () => {
  using dir = new TempDir();
  for (const [boardId, lr] of [["a", 0.3], ["b", 0.1], ["c", 0.2]] as const) {
    const config = { "optimizer.lr": lr, "x.y": lr, x: { y: -lr } };
    const options = { backend: "parquet", systemMetrics: false } as const;
    const board = new Board({ name: "run", boardId, baseDir: dir.path, config, ...options });
    await board.finish();
  }
  const list = async (...args: string[]) => {
    const { stdout, stderr } = await kobo(["list", "--dir", dir.path, ...args]);
    assertEquals(stderr, "");
    return stdout.trimEnd().split("\n").map((line) => line.split(/ {2,}/));
  };
  const [head, ...rows] = await list("--sort", "optimizer.lr");
  assertEquals(head!.slice(3, 6), ["optimizer.lr", "x.y", "x.y_1"]);
  assertEquals(rows.map((row) => [row[0], ...row.slice(3, 6)]), [
    ["b", "0.1", "0.1", "-0.1"],
    ["c", "0.2", "0.2", "-0.2"],
    ["a", "0.3", "0.3", "-0.3"],
  ]);
  const columns = await list("--columns", "config.optimizer.lr", "--sort", "x.y_1");
  assertEquals(columns.map((row) => row.at(3)), ["config.optimizer.lr", "0.3", "0.2", "0.1"]);
});
