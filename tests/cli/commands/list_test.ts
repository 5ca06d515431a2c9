import { assertEquals, assertMatch } from "@std/assert";
import { TempDir } from "../../../testing/temp_dir.ts";
import { makeExampleBoards } from "../support/example_boards.ts";
import { kobo } from "../support/kobo.ts";

// deno-lint-ignore no-control-regex -- colours begin with a control character
const COLOUR = /\x1b\[[\d;]*m/g;

Deno.test("kobo list lists boards", async (t) => {
  using dir = new TempDir();
  await makeExampleBoards(dir.join("boards"));
  const base = ["--dir", dir.join("boards")];

  await t.step("list prints the newest first, whole, without colours in a pipe", async () => {
    const { code, stdout, stderr } = await kobo(["list", ...base]);
    assertEquals({ code, stderr }, { code: 0, stderr: "" });
    const [head, ...lines] = stdout.trimEnd().split("\n");
    assertMatch(
      head!,
      /^BOARD +NAME +STATUS +STARTED +TOOK +STEPS +METRICS +MEDIA +SIZE +BACKEND$/,
    );
    assertEquals(lines.map((line) => line.split(" ")[0]), [
      "20260102_040000_other",
      "20260102_030405_parquet",
      "20260102_030405_duckdb",
    ]);
    assertMatch(lines[1]!, /full 学習 parquet +finished +just now .* 104 +6 +8 /);
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
    assertMatch(none.stderr, /^None of the 3 boards in .* matches --status crashed\n$/);
  });

  await t.step("list says that none of the boards matches, and a pattern that would", async () => {
    const said = async (...args: string[]) => (await kobo(["list", ...base, ...args])).stderr;
    assertMatch(
      await said("--name", "full"),
      /^None of the 3 boards in .* matches --name "full"; .*: "full\*" matches 2\n$/,
    );
    assertMatch(await said("--name", "duck"), /: "\*duck\*" matches 1\n$/);
    assertMatch(
      await said("--name", "full*", "--tag", "x"),
      /^None of the 3 boards in .* matches --name "full\*" --tag "x"\n$/,
    );
    Deno.mkdirSync(dir.join("empty"));
    const empty = await kobo(["list", "--dir", dir.join("empty"), "--name", "full"]);
    assertMatch(empty.stderr, /^No boards in /);
  });
});

Deno.test("kobo list does not follow links, as the viewer does not, and says so", async () => {
  using dir = new TempDir();
  await makeExampleBoards(dir.join("elsewhere"));
  Deno.mkdirSync(dir.join("boards"));
  const id = "20260102_030405_parquet";
  Deno.symlinkSync(dir.join("elsewhere", id), dir.join("boards", id), { type: "dir" });
  Deno.symlinkSync(dir.join("elsewhere"), dir.join("boards", "no_board"), { type: "dir" });
  const base = ["--dir", dir.join("boards")];
  for (const args of [["list"], ["list", "--json"]]) {
    const { code, stdout, stderr } = await kobo([...args, ...base]);
    assertEquals([code, stdout.trim()], [0, args.length === 1 ? "" : "[]"]);
    assertMatch(stderr, /^20260102_030405_parquet: it is a link, and links are not followed; /);
    assertEquals(stderr.includes("no_board"), false);
  }
  const show = await kobo(["show", id, ...base]);
  assertEquals([show.code, show.stdout], [1, ""]);
  assertMatch(show.stderr, /it is a link, and links are not followed/);
  // The folder of boards itself may be one.
  Deno.symlinkSync(dir.join("elsewhere"), dir.join("link"), { type: "dir" });
  const through = await kobo(["list", "--dir", dir.join("link"), "--json"]);
  assertEquals(JSON.parse(through.stdout).length, 3);
});
