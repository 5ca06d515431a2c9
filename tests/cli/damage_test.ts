/**
 * What `kobo` says of boards that are damaged, and of those that it need not look at.
 *
 * @module
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { FrameEncoder } from "../../format/journal_payloads.ts";
import { OpenBoards } from "../board/open_boards.ts";
import { copyFolder } from "../faults/support/copy_folder.ts";
import { watchHang } from "../../testing/watch_hang.ts";
import { makeBlock } from "../support/make_block.ts";
import { kobo, spawnKobo } from "./support/kobo.ts";
import { KoboProcess } from "./support/kobo_process.ts";

const image = { data: new Uint8Array(16), width: 4, height: 4 };

/** An unfinished board with a bit of everything, whose journal has lost a record. */
async function makeDamaged(boards: OpenBoards, baseDir: string): Promise<string> {
  const board = boards.open({ boardId: "run", flushIntervalMs: 60_000 });
  for (let i = 0; i < 5; i++) board.log({ loss: i });
  board.logTable("table", [{ a: 1 }]);
  board.logImages("image", [image]);
  await board.flush();
  const boardDir = join(baseDir, "run");
  copyFolder(board.boardDir, boardDir);
  const record = Uint8Array.from(new FrameEncoder().encode(makeBlock(7, 1)));
  record[record.length - 1]! ^= 1;
  const journal = join(boardDir, "data", "journal", "000001.journal");
  Deno.writeFileSync(journal, record, { append: true });
  return boardDir;
}

Deno.test("kobo says what is damaged, whatever it is asked", async (t) => {
  await using boards = new OpenBoards();
  const baseDir = boards.dir.join("boards");
  await makeDamaged(boards, baseDir);
  const damage = /The journal .*000001\.journal is damaged/;
  const commands = [
    ["show", "run"],
    ["show", "run", "--table", "table"],
    ["show", "run", "--media"],
    ["sql", "run", "SELECT count(*) FROM metrics"],
    ["sql", "all", "SELECT count(*) FROM metrics"],
    ["export", "run", "--out", boards.dir.join("one.csv")],
    ["export", "run", "--out", "-"],
    ["export", "all", "--out", boards.dir.join("all.csv")],
    ["tail", "run", "--no-follow"],
    ["dataset", boards.dir.join("dataset")],
  ];
  await using process = new KoboProcess();
  for (const command of commands) {
    await t.step(command.slice(0, 3).join(" ").replaceAll(boards.dir.path, "…"), async () => {
      const { code, stdout, stderr } = await process.run([...command, "--dir", baseDir]);
      assertEquals(code, 0, stderr);
      assert(stdout.length > 0);
      assertMatch(stderr, damage);
    });
  }
  await t.step("show --json", async () => {
    const { stdout } = await process.run(["show", "run", "--json", "--dir", baseDir]);
    const { problems, steps } = JSON.parse(stdout);
    assertEquals([problems.length, steps], [1, 7]);
    assertMatch(problems[0], damage);
  });
});

Deno.test("kobo show goes on where a table cannot be read, and fails in the end", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({ boardId: "run" });
  board.log({ loss: 1 });
  board.logImages("image", [image]);
  board.logTable("table", [{ a: 1 }]);
  board.logHistogram("histogram", [1, 2, 3]);
  await board.finish();
  const path = join(board.boardDir, "data", "media.parquet");
  Deno.truncateSync(path, 100);
  const base = ["--dir", boards.dir.path];
  const page = await kobo(["show", "run", ...base]);
  assertEquals(page.code, 1);
  assertMatch(page.stdout, /^loss .*^Tables 1\n.*^Histograms 1\n/ms);
  assertEquals(page.stderr.match(/media\.parquet/g)?.length, 1, page.stderr);
  assertMatch(page.stderr, /^kobo: Cannot show all of run: 1 part cannot be read, see above$/m);
  const json = await kobo(["show", "run", "--json", ...base]);
  assertEquals(json.code, 1);
  const { steps, metrics, media, tables, histograms, problems } = JSON.parse(json.stdout);
  assertEquals([steps, metrics.length, media, tables.length, histograms.length], [
    4,
    1,
    null,
    1,
    1,
  ]);
  assertStringIncludes(problems[0], path);
  Deno.truncateSync(join(board.boardDir, "data", "metrics.parquet"), 100);
  const headless = await kobo(["show", "run", ...base]);
  assertEquals(headless.code, 1);
  assertMatch(headless.stdout, /^steps +–$.*^Tables 1\n/ms);
});

Deno.test("kobo lets nothing of a board steer the terminal", async () => {
  await using boards = new OpenBoards();
  const evil = "\x1b[2J\x1b[31mred";
  const board = boards.open({ boardId: "run", name: evil, config: { [evil]: evil, list: [evil] } });
  board.log({ [evil]: 1, note: evil });
  await board.finish();
  const metadataFile = join(board.boardDir, "metadata.json");
  const metadata = JSON.parse(Deno.readTextFileSync(metadataFile));
  const changed = { ...metadata, finished_at: evil, runtime: { deno: evil, os: evil } };
  Deno.writeTextFileSync(metadataFile, JSON.stringify(changed));
  for (
    const command of [
      ["show", "run"],
      ["list"],
      ["tail", "run"],
      ["sql", "run", "SELECT note::DOUBLE FROM metrics"],
    ]
  ) {
    const { stdout, stderr } = await kobo([...command, "--dir", boards.dir.path]);
    assert(!(stdout + stderr).includes("\x1b"), JSON.stringify(stdout + stderr));
    assertStringIncludes(stdout + stderr, "\\u001b[2J");
  }
});

Deno.test({
  name: "kobo list opens only the boards that it lists",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using boards = new OpenBoards();
    for (const boardId of ["old", "new"]) {
      const board = boards.open({ boardId });
      board.log({ loss: 1 });
      await board.finish();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    // Whoever opens it waits for ever.
    const path = boards.dir.join("old", "data", "metrics.parquet");
    Deno.removeSync(path);
    const { success } = await new Deno.Command("mkfifo", { args: [path] }).output();
    assert(success);
    const child = spawnKobo(["list", "-n", "1", "--json", "--dir", boards.dir.path]);
    const stopWatch = watchHang(child.pid, 20_000, () => child.kill("SIGKILL"));
    await child.stdin.close();
    const { code, stdout } = await child.output();
    stopWatch();
    assertEquals(code, 0);
    const listed = JSON.parse(new TextDecoder().decode(stdout));
    assertEquals(listed.map((board: { board_id: string }) => board.board_id), ["new"]);
    assertEquals(listed[0].counts.steps, 1);
  },
});
