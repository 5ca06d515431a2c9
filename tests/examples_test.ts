import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { Board } from "../mod.ts";
import { RowReader } from "./support/row_reader.ts";
import { TempDir } from "../testing/temp_dir.ts";

Deno.test("deno task examples runs every example, and its rows are in the files", async (t) => {
  using dir = new TempDir();
  await using reader = new RowReader();
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", fromFileUrl(new URL("../examples/run_all.ts", import.meta.url))],
    cwd: dir.path,
    stdout: "piped",
  }).output();
  const output = new TextDecoder().decode(stdout);
  assertEquals(code, 0, output);
  const sections = new Map(
    output.split("── ").slice(1).map((text) => [text.split("\n")[0], text] as const),
  );

  /** A query on what an example left, by its title. */
  const ask = (title: string, sql: string, status = "finished") => {
    const section = sections.get(title)!;
    assertStringIncludes(section, ` (${status})\n`);
    const data = join(/^Board: (.+)$/m.exec(section)![1]!, "data");
    return section.includes("board.duckdb")
      ? reader.query(join(data, "board.duckdb"), sql)
      : reader.query(
        "",
        sql.replace(/FROM (\w+)/, (_, table) => `FROM '${join(data, `${table}.parquet`)}'`),
      );
  };

  /** The rows of each table, and the files in media/. */
  const counts = async (title: string) => {
    const found = { metrics: 0, media: 0, tables: 0, histograms: 0 };
    for (const table of ["metrics", "media", "tables", "histograms"] as const) {
      const { cells: [counted] } = await ask(title, `SELECT count(*) FROM ${table}`);
      found[table] = Number(counted![0]);
    }
    const boardDir = /^Board: (.+)$/m.exec(sections.get(title)!)![1];
    return { ...found, files: [...Deno.readDirSync(join(boardDir!, "media"))].length };
  };

  await t.step("basic.ts leaves 100 rows, the same in both formats", async () => {
    const found = [];
    for (const backend of ["duckdb", "parquet"]) {
      found.push(await ask(`basic.ts --backend ${backend}`, "SELECT * FROM metrics ORDER BY step"));
    }
    for (const { columns, cells: [steps, globalSteps] } of found) {
      assertEquals(
        columns.map(({ name }) => name),
        ["step", "global_step", "timestamp", "loss", "accuracy", "note"],
      );
      assertEquals(steps, Array.from({ length: 100 }, (_, i) => BigInt(i)));
      assertEquals(new Set(globalSteps), new Set([null]));
    }
    const [duckdb, parquet] = found;
    assertEquals(parquet!.columns, duckdb!.columns);
    assertEquals(parquet!.cells.slice(3), duckdb!.cells.slice(3)); // They ran at different times.
  });

  await t.step("explicit_steps.ts counts its epochs", async () => {
    const { cells: [steps, globalSteps] } = await ask(
      "explicit_steps.ts",
      "SELECT step, global_step FROM metrics ORDER BY step",
    );
    assertEquals(steps, Array.from({ length: 16 }, (_, i) => BigInt(i)));
    const epochs = [0n, 1n, 2n].flatMap((epoch) => Array(5).fill(epoch));
    assertEquals(globalSteps, [null, ...epochs]);
    assertMatch(sections.get("explicit_steps.ts")!, /│ +15 │ 2 +│/);
  });

  await t.step("advanced.ts leaves rows of all kinds, those of one call at one step", async () => {
    const title = "advanced.ts";
    // The first of two samples is the picture that was logged before.
    const expected = { metrics: 5 * 42, media: 15, tables: 5, histograms: 5, files: 10 };
    assertEquals(await counts(title), expected);
    const steps = [];
    for (const table of ["tables", "histograms", "media"]) {
      const sql = `SELECT DISTINCT step, global_step FROM ${table} ` +
        (table === "media" ? "WHERE name = 'attention' " : "") + "ORDER BY step";
      steps.push((await ask(title, sql)).cells);
    }
    const epochs = [0n, 1n, 2n, 3n, 4n];
    assertEquals(steps, Array(3).fill([epochs.map((epoch) => epoch * 42n + 40n), epochs]));
  });

  await t.step("all_media_types.ts leaves a file of every kind", async () => {
    const title = "all_media_types.ts";
    const expected = { metrics: 8, media: 9, tables: 0, histograms: 0, files: 7 };
    assertEquals(await counts(title), expected);
    const sql = "SELECT DISTINCT type, format FROM media ORDER BY type, format";
    assertEquals((await ask(title, sql)).cells, [
      ["audio", "image", "image", "video"],
      ["wav", "gif", "png", "avi"],
    ]);
  });

  await t.step("media_in_tables.ts stores each image once", async () => {
    const expected = { metrics: 4, media: 12, tables: 4, histograms: 0, files: 3 };
    assertEquals(await counts("media_in_tables.ts"), expected);
  });

  await t.step("signal_handling.ts has its checkpoint, and is noted as interrupted", async () => {
    const { cells: [[checkpoint] = []] } = await ask(
      "signal_handling.ts",
      "SELECT checkpoint FROM metrics ORDER BY step DESC LIMIT 1",
      "interrupted",
    );
    assertMatch(`${checkpoint}`, /^epoch_\d+\.bin$/);
  });

  for (const backend of ["duckdb", "parquet"]) {
    await t.step(`train_digits.ts --backend ${backend} learns`, async () => {
      const { cells: [epochs, losses] } = await ask(
        `train_digits.ts --backend ${backend}`,
        `SELECT global_step, avg("train/loss") FROM metrics GROUP BY 1 ORDER BY 1`,
      );
      assertEquals(epochs, [0n, 1n, 2n, 3n]);
      for (let i = 1; i < losses!.length; i++) {
        assert(losses![i]! < losses![i - 1]!, `The loss does not fall: ${losses}`);
      }
      const { cells: [[accuracy] = []] } = await ask(
        `train_digits.ts --backend ${backend}`,
        `SELECT arg_max("val/accuracy", step) FROM metrics`,
      );
      assert(Number(accuracy) > 0.85, `The validation accuracy is ${accuracy}`);
    });

    await t.step(`train_digits.ts --backend ${backend} shows what it learned`, async () => {
      const title = `train_digits.ts --backend ${backend}`;
      const { metrics: _, ...rows } = await counts(title);
      // The same eight digits each epoch.
      assertEquals(rows, { media: 4 * 8, tables: 4 * 2, histograms: 4 * 2, files: 8 });
      const found = await ask(title, `SELECT DISTINCT step FROM tables ORDER BY step`);
      const validated = await ask(
        title,
        `SELECT step FROM metrics WHERE "val/loss" IS NOT NULL ORDER BY step`,
      );
      assertEquals(found.cells, validated.cells);
      const { cells: [columns, confusions] } = await ask(
        title,
        "SELECT columns, rows FROM tables WHERE name = 'val/confusion' ORDER BY step",
      );
      const confusion: number[][] = JSON.parse(String(confusions!.at(-1)));
      assertEquals(JSON.parse(String(columns![0])).slice(0, 2), ["digit", "as 0"]);
      assertEquals(confusion.map(([digit]) => digit), [...Array(10).keys()]);
      const right = confusion.reduce((sum, row) => sum + row[row[0]! + 1]!, 0);
      const all = confusion.flatMap(([, ...cells]) => cells).reduce((sum, cell) => sum + cell);
      const { cells: [[accuracy] = []] } = await ask(
        title,
        `SELECT arg_max("val/accuracy", step) FROM metrics`,
      );
      assert(Math.abs(right / all - Number(accuracy)) < 1e-6, `${right} of ${all}, ${accuracy}`);
    });
  }

  await t.step("query_duckdb.ts and query_parquet.ts ask the newest runs", () => {
    for (const backend of ["duckdb", "parquet"]) {
      const section = sections.get(`query_${backend}.ts`)!;
      const trained = sections.get(`train_digits.ts --backend ${backend}`)!;
      assertEquals(/^Board: (.+)$/m.exec(section)![1], /^Board: (.+)$/m.exec(trained)![1]);
      // Of the first and of the last of four epochs, as console.table() prints them.
      assertMatch(section, /│ +0 │ "0" +│ +\d+ │/);
      assertMatch(section, /│ +3 │ "3" +│ +\d+ │/);
    }
    assertMatch(sections.get("query_duckdb.ts")!, /"\S+_\d{8}_[\da-f]{8}\.png"/);
    assertMatch(
      sections.get("query_parquet.ts")!,
      /^\d+ rows, of which \d+ have the global step 0:$/m,
    );
  });

  await t.step("custom_backend/main.ts prints the lines that it wrote", () => {
    assertMatch(sections.get("custom_backend/main.ts")!, /"step":10,.*"val\/accuracy":0.91}/);
  });
});

const JSON_LINES = new URL("../examples/custom_backend/json_lines.ts", import.meta.url);

Deno.test("JSON Lines backend brings back the numbers that JSON does not have", async () => {
  using dir = new TempDir();
  const board = new Board({ name: "numbers", baseDir: dir.path, backend: JSON_LINES });
  const values = [NaN, Infinity, -Infinity, -0, 0, Number.MIN_VALUE, Number.MAX_VALUE];
  for (const value of values) board.log({ value, ["__proto__"]: "own" });
  await board.finish();
  const rows = await readRows(board.boardDir);
  assertEquals(rows.map(({ value }) => Number(value)), values);
  assert(rows.every((row) => Object.getOwnPropertyDescriptor(row, "__proto__")?.value === "own"));
});

Deno.test("JSON Lines backend goes on behind a torn last line, without a row twice", async () => {
  using dir = new TempDir();
  const options = { name: "torn", boardId: "torn", baseDir: dir.path, backend: JSON_LINES };
  for (let run = 0; run < 3; run++) {
    const board = new Board(options);
    assertEquals(board.currentStep, run * 5 - 1);
    for (let i = 0; i < 5; i++) board.log({ loss: i, [`run ${run}`]: true });
    await board.finish();
    assertEquals((await readRows(board.boardDir)).map(({ step }) => step), [
      ...Array((run + 1) * 5).keys(),
    ]);
    // As a kill in the next run leaves it, which has no checksums yet.
    await Deno.remove(join(board.boardDir, "file_checksums.json"));
    for (const file of ["metrics.jsonl", "metrics.columns.jsonl"]) {
      const torn = `{"step":${run * 5 + 5},"name":"lo`;
      await Deno.writeTextFile(join(board.boardDir, "data", file), torn, { append: true });
    }
  }
});

async function readRows(boardDir: string): Promise<Record<string, unknown>[]> {
  const text = await Deno.readTextFile(join(boardDir, "data", "metrics.jsonl"));
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}
