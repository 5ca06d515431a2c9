import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { Board } from "../mod.ts";
import { RowReader } from "./row_reader.ts";
import { TempDir } from "./temp_dir.ts";

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
    const data = join(/^Board: (.+)$/m.exec(section)![1], "data");
    return section.includes("board.duckdb")
      ? reader.query(join(data, "board.duckdb"), sql)
      : reader.query("", sql.replace("metrics", `'${join(data, "metrics.parquet")}'`));
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
    assertEquals(parquet.columns, duckdb.columns);
    assertEquals(parquet.cells.slice(3), duckdb.cells.slice(3)); // They ran at different times.
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

  await t.step("signal_handling.ts has its checkpoint, and is noted as interrupted", async () => {
    const { cells: [[checkpoint]] } = await ask(
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
      for (let i = 1; i < losses.length; i++) {
        assert(losses[i]! < losses[i - 1]!, `The loss does not fall: ${losses}`);
      }
      const { cells: [[accuracy]] } = await ask(
        `train_digits.ts --backend ${backend}`,
        `SELECT arg_max("val/accuracy", step) FROM metrics`,
      );
      assert(Number(accuracy) > 0.85, `The validation accuracy is ${accuracy}`);
    });
  }

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
