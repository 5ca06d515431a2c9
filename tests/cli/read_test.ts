/**
 * What `kobo` tells about boards, in a pipe and in a terminal.
 *
 * @module
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import stringWidth from "string-width";
import { hasTerminals, kobo, koboInTerminal } from "./kobo.ts";
import { TempDir } from "../support/temp_dir.ts";

const MAKE_BOARDS = fromFileUrl(new URL("fixtures/make_boards.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));
const BACKENDS = ["duckdb", "parquet"] as const;
// deno-lint-ignore no-control-regex -- what colours are made of
const COLOUR = /\x1b\[[\d;]*m/g;

Deno.test("kobo tells about boards", async (t) => {
  using dir = new TempDir();
  const made = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", `--config=${CONFIG}`, MAKE_BOARDS, dir.join("boards")],
  }).output();
  assertEquals(made.code, 0, new TextDecoder().decode(made.stderr));
  const base = ["--dir", dir.join("boards")];

  await t.step("list prints the newest first, whole, without colours in a pipe", async () => {
    const { code, stdout, stderr } = await kobo(["list", ...base]);
    assertEquals({ code, stderr }, { code: 0, stderr: "" });
    const [head, ...lines] = stdout.trimEnd().split("\n");
    assertMatch(head, /^BOARD +NAME +STATUS +STARTED +TOOK +STEPS +METRICS +MEDIA +SIZE +BACKEND$/);
    assertEquals(lines.map((line) => line.split(" ")[0]), [
      "20260102_040000_other",
      "20260102_030405_parquet",
      "20260102_030405_duckdb",
    ]);
    assertMatch(lines[1], /full 学習 parquet +finished +just now .* 104 +6 +8 /);
    assertEquals(stdout.match(COLOUR), null);
  });

  await t.step("list --json has all of it, and takes a selection", async () => {
    const boards = JSON.parse((await kobo(["--dir", dir.join("boards"), "list", "--json"])).stdout);
    assertEquals(boards.length, 3);
    const { board_id, name, status, live, backend, counts, config, problems } = boards[2];
    assertEquals(
      { board_id, name, status, live, backend, counts, config, problems },
      {
        board_id: "20260102_030405_duckdb",
        name: "full 学習 duckdb",
        status: "finished",
        live: false,
        backend: "duckdb",
        counts: { steps: 104, metrics: 6, media: 8, tables: 4, histograms: 4 },
        config: { lr: 0.001, optimizer: { name: "adam", betas: [0.9, 0.999] } },
        problems: [],
      },
    );
    const some = await kobo(["list", ...base, "--name", "full*", "--limit", "1", "--json"]);
    assertEquals(JSON.parse(some.stdout).map((board: { name: string }) => board.name), [
      "full 学習 parquet",
    ]);
    const none = await kobo(["list", ...base, "--status", "crashed"]);
    assertEquals([none.code, none.stdout], [0, ""]);
    assertMatch(none.stderr, /^No boards in /);
  });

  for (const backend of BACKENDS) {
    const id = `20260102_030405_${backend}`;

    await t.step(`show prints all that is in a board (${backend})`, async () => {
      const { code, stdout, stderr } = await kobo(["show", id.slice(0, -3), ...base]);
      assertEquals({ code, stderr }, { code: 0, stderr: "" });
      assertStringIncludes(stdout, `full 学習 ${backend}  ${id}\n`);
      assertMatch(stdout, /^status +finished$/m);
      assertMatch(stdout, /^steps +104, global step 3$/m);
      assertMatch(stdout, /^optimizer\.betas +\[0\.9,0\.999\]$/m);
      assertMatch(stdout, /^train\/loss +█[▁-█]+×[▁-█]+ +\S+ +0\.036883 +1 +100 +102$/m);
      assertMatch(stdout, /^val\/loss +█▃▂▁ +0\.25 +0\.25 +1 +4 +103$/m);
      assertMatch(stdout, /^note +one\\nline\\tand \\u001b\[3… /m);
      assertMatch(stdout, /^sample +image +4 +png +\d\.\d kB +103$/m);
      assertMatch(stdout, /^worst +4 +103 +1 × 3 +image, predicted, truth$/m);
      assertMatch(stdout, /^weights +[▁-█]{24} /m);
    });

    await t.step(`show --json has all metrics (${backend})`, async () => {
      const board = JSON.parse((await kobo(["show", id, ...base, "--json"])).stdout);
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
      const table = await kobo(["show", id, ...base, "--table", "worst"]);
      assertMatch(table.stdout, /^image +predicted +truth\n\S+\.png +3 +猫\n$/);
      const first = await kobo(["show", id, ...base, "--table", "worst", "--step", "25", "--json"]);
      const { rows } = JSON.parse(first.stdout);
      assertEquals(rows[0].predicted, 0);
      await Deno.stat(rows[0].image);
      const media = JSON.parse(
        (await kobo(["show", id, ...base, "--media", "sample", "--json"])).stdout,
      );
      assertEquals(media.map(({ caption }: { caption: string }) => caption), [
        "epoch 0",
        "epoch 1",
        "epoch 2",
        "epoch 3",
      ]);
      for (const { path } of media) await Deno.stat(path);
    });

    await t.step(`sql answers as table and as JSON (${backend})`, async () => {
      const query = 'SELECT step, "train/loss", note FROM metrics WHERE step IN (0, 62) ORDER BY 1';
      const table = await kobo(["sql", id, query, ...base]);
      assertEquals(
        table.stdout,
        "step  train/loss  note\n" +
          "   0           1  one\\nline\\tand \\u001b[31manother\n" +
          "  62         NaN  NULL\n",
      );
      const json = await kobo(["sql", id, "-", ...base, "--json"], { stdin: query });
      assertEquals(JSON.parse(json.stdout), [
        { step: 0, "train/loss": 1, note: "one\nline\tand \x1b[31manother" },
        { step: 62, "train/loss": "NaN", note: null },
      ]);
    });

    await t.step(`tail ends with a run that has ended (${backend})`, async () => {
      const end = await kobo(["tail", id, ...base, "-n", "3", "-m", "train/loss"]);
      assertEquals(end.code, 0);
      assertEquals(end.stdout.match(/step \d+/g), ["step 101", "step 102"]);
      assertMatch(end.stderr, new RegExp(`^${id} finished at `));
      const json = await kobo(["tail", id, ...base, "-n", "1", "--no-follow", "--json"]);
      const { step, global_step, ["val/loss"]: loss } = JSON.parse(json.stdout);
      assertEquals({ step, global_step, loss }, { step: 103, global_step: 3, loss: 0.25 });
      assertEquals(json.stderr, "");
    });
  }

  await t.step("sql all asks all boards", async () => {
    const query = "SELECT board_id, count(*) AS n FROM metrics GROUP BY 1 ORDER BY 1";
    const { stdout } = await kobo(["sql", "all", query, ...base, "--json"]);
    assertEquals(JSON.parse(stdout), [
      { board_id: "20260102_030405_duckdb", n: 104 },
      { board_id: "20260102_030405_parquet", n: 104 },
      { board_id: "20260102_040000_other", n: 1 },
    ]);
  });

  await t.step("sql says what it leaves out", async () => {
    const { code, stdout, stderr } = await kobo(
      ["sql", "latest", "FROM range(5)", ...base, "--limit", "2"],
    );
    assertEquals([code, stdout], [0, "range\n    0\n    1\n"]);
    assertMatch(stderr, /^The first 2 rows of more/);
  });

  await t.step("a pipe that is closed ends it quietly", async () => {
    const command = `"$0" run -A --no-check --config="$1" "$2" sql latest ` +
      `"SELECT repeat('x', 1000) FROM range(100000)" --limit 100000 --dir "$3" | head -1`;
    const main = fromFileUrl(new URL("../../cli/main.ts", import.meta.url));
    const { code, stderr } = await new Deno.Command("bash", {
      args: [
        "-o",
        "pipefail",
        "-c",
        command,
        Deno.execPath(),
        CONFIG,
        main,
        dir.join("boards"),
      ],
      stdin: "null",
    }).output();
    assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
  });

  const views = [
    ["list"],
    ["show", "20260102_030405_duckdb"],
    ["show", "20260102_030405_parquet", "--table", "worst"],
    ["sql", "20260102_030405_parquet", "SELECT * FROM media"],
    ["tail", "20260102_030405_duckdb", "--no-follow"],
    ["prune", "--keep", "1"],
    ["export", "--help"],
  ];
  await t.step({
    name: hasTerminals()
      ? "in a terminal no line is wider than it, and there are colours, but for NO_COLOR"
      : "terminals: left out, as this machine has no util-linux script",
    ignore: !hasTerminals(),
    async fn() {
      for (const view of views) {
        const words = [...view, ...base];
        const narrow = await koboInTerminal(words, 80);
        const wide = await koboInTerminal(words, 200, { env: { NO_COLOR: "1" } });
        for (const [{ code, output }, columns] of [[narrow, 80], [wide, 200]] as const) {
          assertEquals(code, 0, output);
          assertFits(output, columns, view);
        }
        assertEquals(wide.output.match(COLOUR), null, view.join(" "));
        if (view[1] !== "--help") assert(COLOUR.test(narrow.output), view.join(" "));
        COLOUR.lastIndex = 0;
      }
    },
  });

  await t.step("COLUMNS takes the terminal's place in a pipe", async () => {
    const { stdout } = await kobo(["list", ...base], { env: { COLUMNS: "60" } });
    assertFits(stdout, 60, ["list"]);
    assertStringIncludes(stdout, "20260102_030405_parquet");
  });
});

function assertFits(output: string, columns: number, view: readonly string[]): void {
  for (const line of output.replaceAll(COLOUR, "").split("\n")) {
    // A progress bar draws over itself.
    const shown = line.split("\r").at(-1)!.replaceAll("\x1b[K", "");
    const width = stringWidth(shown);
    assert(width <= columns, `kobo ${view.join(" ")} at ${columns}: ${width} columns\n${output}`);
  }
}
