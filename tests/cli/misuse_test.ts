/**
 * What `kobo` says to wrong usage and bad input.
 *
 * @module
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { Board } from "../../mod.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { kobo } from "./support/kobo.ts";
import { KoboProcess } from "./support/kobo_process.ts";

/** Code that nobody shall run who only looks at a board. */
const MODULE = "data:text/javascript,throw new Error('loaded')";

Deno.test("kobo refuses what it cannot do, in one line, with an exit code", async (t) => {
  using dir = new TempDir();
  const baseDir = dir.join("boards");
  for (const boardId of ["run_one", "run_two"]) {
    await using board = new Board({
      name: boardId,
      boardId,
      baseDir,
      backend: "parquet",
      captureOutput: false,
    });
    board.log({ "train/loss": 1, "val/loss": 2 });
  }
  await Deno.mkdir(join(baseDir, "no_board"));
  await Deno.mkdir(join(baseDir, "broken"));
  await Deno.writeTextFile(join(baseDir, "broken", "metadata.json"), "{");
  for (const [boardId, backend] of [["in_memory", "memory"], ["own_format", MODULE]] as const) {
    await Deno.mkdir(join(baseDir, boardId));
    const metadata = {
      name: boardId,
      board_id: boardId,
      config: {},
      backend,
      created_at: "2026-01-02T03:04:05.000Z",
      format_version: 1,
      status: "running",
      runtime: {},
    };
    await Deno.writeTextFile(join(baseDir, boardId, "metadata.json"), JSON.stringify(metadata));
  }
  await Deno.writeTextFile(dir.join("there.csv"), "mine");

  const cases: [code: number, args: string[], message: RegExp][] = [
    [2, [], /^Usage: kobo/],
    [2, ["lst"], /unknown command 'lst' \(Did you mean one of list, ls\?\)/],
    [2, ["opens"], /unknown command 'opens' \(Did you mean open\?\)/],
    [2, ["query", "latest"], /unknown command 'query' \(Did you mean sql\?\)/],
    [2, ["rm", "latest"], /unknown command 'rm' \(Did you mean prune\?\)/],
    [2, ["zzzzzz"], /unknown command 'zzzzzz' \(Expected one of list, show, .*, view\)/],
    [2, ["list", "--jsno"], /unknown option '--jsno' \(Did you mean --json\?\)/],
    [2, ["list", "--limit", "0"], /--limit <count>' argument '0' is invalid.*1 or more/],
    [2, ["list", "--limit", "1.5"], /argument '1\.5' is invalid/],
    [2, ["list", "--status", "done"], /argument 'done' is invalid.*Allowed choices/],
    [2, ["list", "extra"], /too many arguments/],
    [2, ["show", "run_one", "--step", "0"], /expected --step with --table or --media/],
    [2, ["show"], /missing required argument 'board'/],
    [2, ["sql", "run_one"], /missing required argument 'query'/],
    [2, ["sql", "run_one", " "], /expected SQL, received nothing/],
    [2, ["export", "run_one", "--format", "xlsx"], /argument 'xlsx' is invalid/],
    [2, ["export", "run_one", "--out", "x.xlsx"], /expected --format, or a name that ends in/],
    [2, ["export", "run_one", "-t", "media", "-q", "SELECT 1"], /received both/],
    [2, ["export", "run_one", "-t", "runs"], /expected all, received run_one/],
    [2, ["prune"], /expected at least one of/],
    [2, ["prune", "--older-than", "month"], /argument 'month' is invalid.*30d/],
    [2, ["upload"], /unknown command 'upload' \(Did you mean sync\?\)/],
    [2, ["sync", "t", "--interval", "600h"], /argument '600h' is invalid.*0\.1s to 500h/],
    [2, ["serve", "s3://bucket/boards"], /Cannot use --dir s3:.* here: expected a folder/],
    [2, ["token", "create", "ann", "--dir", "s3://bucket/boards"], /expected a folder/],
    [1, ["show", "run_three"], /run_three/],
    [1, ["show", "run"], /run_one.*run_two|run_two.*run_one/],
    [1, ["show", "no_board"], /no_board/],
    [1, ["show", "broken"], /broken/],
    [1, ["list", "--dir", dir.join("nowhere")], /the folder does not exist/],
    [1, ["list", "--dir", dir.join("there.csv")], /it is not a folder/],
    [1, ["sql", "run_one", "SELEC 1"], /syntax error/],
    [1, ["sql", "run_one", 'SELECT "train/los" FROM metrics'], /train\/los.*train\/loss/],
    [1, ["sql", "run_one", "DROP TABLE metrics"], /./],
    [1, ["sql", "run_one", "ATTACH 'other.duckdb'"], /./],
    [1, ["sql", "run_one", `SELECT * FROM read_text('${dir.join("there.csv")}')`], /./],
    [1, ["tail", "run_one", "-m", "train/los"], /train\/los.*train\/loss/],
    [1, ["show", "run_one", "--table", "nothing"], /the board has none/],
    [1, ["export", "run_one", "--out", dir.join("there.csv")], /there\.csv/],
    [1, ["repair", "no_board"], /no_board/],
    [1, ["repair", "in_memory"], /it keeps no files/],
    [1, ["repair", "own_format"], /resume the board in a script/],
  ];
  const before = await Deno.readTextFile(join(baseDir, "run_one", "metadata.json"));
  await using commands = new KoboProcess();
  for (const [code, args, message] of cases) {
    await t.step(`kobo ${args.join(" ").replaceAll(dir.path, "…")} → ${code}`, async () => {
      const withDir = args.length === 0 || args.includes("--dir")
        ? args
        : [...args, "--dir", baseDir];
      const end = await commands.run(withDir, { cwd: dir.path });
      assertEquals(end.code, code, end.stderr);
      assertMatch(end.stderr, message);
      assertEquals(end.stdout, "");
      assert(!/^\s+at /m.test(end.stderr), end.stderr);
      if (args.length > 0) assertEquals(end.stderr.trimEnd().split("\n").length, 1, end.stderr);
    });
  }

  await t.step("nothing of it has changed anything", async () => {
    assertEquals(await Deno.readTextFile(dir.join("there.csv")), "mine");
    assertEquals(await Deno.readTextFile(join(baseDir, "run_one", "metadata.json")), before);
    assertEquals(
      [...Deno.readDirSync(dir.path)].map(({ name }) => name).sort(),
      ["boards", "there.csv"],
    );
  });

  await t.step("list names what is broken, and shows the rest", async () => {
    const { code, stdout, stderr } = await kobo(["list", "--dir", baseDir]);
    assertEquals(code, 0);
    assertStringIncludes(stdout, "run_one");
    assertMatch(stderr, /^broken: /m);
  });

  await t.step("help breaks no line before it must, at 80 columns", async () => {
    const names = ["list", "show", "sql", "export", "dataset", "tail", "repair", "verify", "prune"];
    const env = { COLUMNS: "80" };
    const helps = await Promise.all(
      [...names, "view", "open"].map((name) => kobo([name, "--help"], { env })),
    );
    for (const { code, stdout } of helps) {
      assertEquals(code, 0);
      const lines = stdout.split("\n");
      for (const [index, line] of lines.entries()) {
        assert(line.length <= 80, line);
        const next = lines[index + 1] ?? "";
        // A line that goes on in the next one: no sentence, title or example ends in it.
        const goesOn = /[a-z,]$/.test(line) && /^ *[a-z(]/.test(next) &&
          /^ */.exec(next)![0].length === /^ */.exec(line)![0].length;
        const [word = ""] = next.trim().split(" ");
        if (goesOn && !/^ *(kobo|-)/.test(line) && !/ {2,}\S/.test(line.trim())) {
          assert(line.length + 1 + word.length > 80, `${line}\n${next}`);
        }
      }
    }
  });

  await t.step("every command has its help, with an example", async () => {
    const { stdout } = await kobo(["--help"]);
    const names = [...stdout.matchAll(/^ {2}([a-z]+)[| ]/gm)].map(([, name]) => name!)
      .filter((name) => !["kobo", "help"].includes(name));
    assert(names.length >= 8, stdout);
    const helps = await Promise.all(names.map((name) => commands.run([name, "--help"])));
    for (const [index, help] of helps.entries()) {
      assertEquals([help.code, help.stderr], [0, ""]);
      assertStringIncludes(help.stdout, "Example");
      assertStringIncludes(help.stdout, `kobo ${names[index]}`);
      assertStringIncludes(help.stdout, "--dir <folder>");
    }
  });
});
