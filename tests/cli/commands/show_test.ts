import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Board, Table } from "../../../mod.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { makeExampleBoards } from "../support/example_boards.ts";
import { kobo } from "../support/kobo.ts";
import { KoboProcess } from "../support/kobo_process.ts";

const BACKENDS = ["duckdb", "parquet"] as const;

Deno.test("kobo show shows a board", async (t) => {
  using dir = new TempDir();
  await makeExampleBoards(dir.join("boards"));
  const base = ["--dir", dir.join("boards")];
  await using commands = new KoboProcess();

  for (const backend of BACKENDS) {
    const id = `20260102_030405_${backend}`;

    await t.step(`show prints all that is in a board (${backend})`, async () => {
      const { code, stdout, stderr } = await commands.run(["show", id.slice(0, -3), ...base]);
      assertEquals({ code, stderr }, { code: 0, stderr: "" });
      assertStringIncludes(stdout, `full 学習 ${backend}  ${id}\n`);
      assertMatch(stdout, /^status +finished$/m);
      assertMatch(stdout, /^steps +104, global step 3$/m);
      assertMatch(stdout, /^optimizer\.betas +\[0\.9,0\.999\]$/m);
      assertMatch(stdout, /^train\/loss +█[▁-█]+×[▁-█]+ +\S+ +0\.036883 +1 +100 +102$/m);
      assertMatch(stdout, /^val\/loss +█▃▂▁ +0\.25 +0\.25 +1 +4 +103$/m);
      assertMatch(stdout, /^note +one\\nline\\tand \\u001b\[3… /m);
      assertMatch(stdout, /^sample +image +4 +png +\d{3} B +103$/m);
      assertMatch(stdout, /^worst +4 +103 +1 × 3 +image, predicted, truth$/m);
      assertMatch(stdout, /^weights +[▁-█]{24} /m);
    });

    await t.step(`show --json has all metrics (${backend})`, async () => {
      const board = JSON.parse((await commands.run(["show", id, ...base, "--json"])).stdout);
      assertEquals([board.board_id, board.steps, board.global_step], [id, 104, 3]);
      assertEquals(board.metrics.map(({ name }: { name: string }) => name), [
        "train/loss",
        "lr",
        "note",
        "日本語の長い名前のメトリック",
        "ok",
        "val/loss",
      ]);
      assertEquals(
        board.media.map(({ name, count }: { name: string; count: number }) => [name, count]),
        [
          ["sample", 4],
          ["worst", 4],
        ],
      );
    });

    await t.step(`show --table and --media name the files (${backend})`, async () => {
      const table = await commands.run(["show", id, ...base, "--table", "worst"]);
      assertMatch(table.stdout, /^image +predicted +truth\n\S+\.png +3 +猫\n$/);
      const first = await commands.run([
        "show",
        id,
        ...base,
        "--table",
        "worst",
        "--step",
        "25",
        "--json",
      ]);
      const { rows } = JSON.parse(first.stdout);
      assertEquals(rows[0].predicted, 0);
      await Deno.stat(rows[0].image);
      const media = JSON.parse(
        (await commands.run(["show", id, ...base, "--media", "sample", "--json"])).stdout,
      );
      assertEquals(media.map(({ caption }: { caption: string }) => caption), [
        "epoch 0",
        "epoch 1",
        "epoch 2",
        "epoch 3",
      ]);
      for (const { path } of media) await Deno.stat(path);
    });
  }
});

Deno.test("kobo shows a board whose times are no dates, without NaN", async () => {
  using dir = new TempDir();
  await makeExampleBoards(dir.join("boards"));
  const id = "20260102_030405_parquet";
  const path = dir.join("boards", id, "metadata.json");
  const metadata = JSON.parse(Deno.readTextFileSync(path));
  await using commands = new KoboProcess();
  for (
    const changes of [
      { created_at: "yesterday" },
      { created_at: "" },
      { finished_at: "soon" },
      { finished_at: 5 },
      { created_at: "2026-13-45T00:00:00Z", finished_at: null },
    ]
  ) {
    const changed = { ...metadata, ...changes, checksum: null };
    Deno.writeTextFileSync(path, JSON.stringify(changed));
    for (const args of [["show", id], ["list"], ["list", "--json"], ["prune", "--keep", "1"]]) {
      const { code, stdout, stderr } = await commands.run([...args, "--dir", dir.join("boards")]);
      assertEquals(code, 0, stderr);
      const shown = stdout.replace(/^train\/loss .*$/m, "");
      assertEquals(/NaN|Invalid|null min/.test(shown + stderr), false, stdout + stderr);
    }
  }
});

Deno.test("kobo show --table pads no line of a pipe to the longest text", async () => {
  using dir = new TempDir();
  const long = "x".repeat(100_000);
  {
    await using board = new Board({
      name: "run",
      boardId: "run",
      baseDir: dir.join("boards"),
      captureOutput: false,
    });
    const rows = Array.from({ length: 500 }, (_, id) => ({ text: id === 7 ? long : "short", id }));
    board.log({ texts: new Table(rows) });
  }
  const { stdout } = await kobo(["show", "run", "--table", "texts", "--dir", dir.join("boards")]);
  const lines = stdout.trimEnd().split("\n");
  assertEquals(lines.length, 501);
  assertEquals([lines[8]!.startsWith(`${long} `), lines[8]!.endsWith("  7")], [true, true]);
  assertEquals(stdout.length < 2 * long.length, true, `${stdout.length} characters`);
});

Deno.test("kobo show has the alerts and the files of a run", async () => {
  using dir = new TempDir();
  const board = new Board({ name: "n", boardId: "run", baseDir: dir.path, captureOutput: false });
  board.alert("early", { level: "info" });
  for (let step = 0; step < 3; step++) {
    board.log({ loss: step });
    Deno.writeTextFileSync(dir.join("model"), "x".repeat(1000 + step));
    board.logFile("model", dir.join("model"), { keep: 2 });
  }
  board.alert("loss is \x1b[31m high", { level: "error", text: "it is 2" });
  await board.finish();
  const show = ["show", "run", "--dir", dir.path];
  const { code, stdout, stderr } = await kobo(show);
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /^Alerts 2\n *STEP +LEVEL +ALERT +WHEN +TEXT\n +info +early +just now\n/m);
  assertMatch(stdout, /^ +2 +error +loss is \\u001b\[31m high +just now +it is 2$/m);
  assertMatch(stdout, /^Files 1\nNAME +LOGGED +SIZE +LAST STEP\nmodel +3 +2\.0 kB +2$/m);
  const limited = await kobo([...show, "--limit", "1"]);
  assertMatch(limited.stdout, /^Alerts 2\n.*\n +2 +error .*\nand 1 more alert, see --limit$/m);
  const { alerts, files } = JSON.parse((await kobo([...show, "--json"])).stdout);
  assertEquals(alerts.map(({ level, text }: Record<string, unknown>) => [level, text]), [
    ["info", null],
    ["error", "it is 2"],
  ]);
  assertEquals(files, [{ name: "model", count: 3, last_step: 2, size_bytes: 2003 }]);
});

Deno.test("kobo show draws no bars of a histogram without values", async () => {
  using dir = new TempDir();
  const board = new Board({ name: "run", boardId: "run", baseDir: dir.path, backend: "parquet" });
  board.logHistogram("empty", [NaN, Infinity]);
  await board.finish();
  const { stdout } = await kobo(["show", "run", "--dir", dir.path]);
  assertMatch(stdout, /^empty +no values +1 +0$/m);
});

Deno.test("kobo show says of a run of another backend that it cannot read it, and misses no file", async () => {
  using dir = new TempDir();
  const backend = new URL("../../../examples/custom_backend/json_lines.ts", import.meta.url);
  const board = new Board({ name: "own", boardId: "own", baseDir: dir.path, backend });
  board.log({ loss: 1 });
  await board.finish();
  const { code, stderr } = await kobo(["show", "own", "--dir", dir.path]);
  assertEquals(code, 1);
  const reason = `its backend is "${backend.href}", expected "duckdb" or "parquet"`;
  assertStringIncludes(stderr, `Cannot read the rows of ${board.boardDir}: ${reason}`);
});

Deno.test("kobo show writes names so that no two look the same", async () => {
  using dir = new TempDir();
  const board = new Board({ name: "alike", baseDir: dir.path, captureOutput: false });
  board.log({ loss: 1, "loss ": 2, "\u00e9": 3, "e\u0301": 4, "alone ": 5 });
  board.logTable("t", [{ a: 1 }]);
  board.logTable("t\u200b", [{ a: 1 }]);
  await board.finish();
  const { stdout } = await kobo(["show", board.boardId, "--dir", dir.path]);
  const names = ["loss", '"loss "', "\u00e9", '"e\\u0301"', "alone", "t", '"t\\u200b"'];
  for (const name of names) assertStringIncludes(stdout, `\n${name}  `);
});
