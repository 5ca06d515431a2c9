import { assertEquals, assertMatch } from "@std/assert";
import { RowReader } from "../../support/row_reader.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { kobo, spawnKobo } from "../support/kobo.ts";
import { namesIn } from "../support/names_in.ts";
import { makeSmallBoard } from "../support/small_board.ts";
import { waitUntil } from "../support/wait_until.ts";

Deno.test("kobo export writes files that DuckDB reads back", async (t) => {
  using dir = new TempDir();
  await using reader = new RowReader();
  await makeSmallBoard(dir.join("boards"), "run");
  const base = ["--dir", dir.join("boards")];
  for (const format of ["csv", "json", "parquet"]) {
    await t.step(format, async () => {
      const out = dir.join(`out.${format}`);
      const { code, stdout, stderr } = await kobo(["export", "run", ...base, "--out", out]);
      assertEquals([code, stdout], [0, `${out}\n`], stderr);
      assertMatch(stderr, /^3 rows, /);
      const { cells } = await reader.query("", `SELECT loss::DOUBLE, note FROM '${out}'`);
      assertEquals(cells, [[0, 1, 2], ["line\n0 🙂", "line\n1 🙂", "line\n2 🙂"]]);
      const again = await kobo(["export", "run", ...base, "--out", out]);
      assertEquals(again.code, 1);
      assertMatch(again.stderr, /is a file of this name; --overwrite replaces it, --out names an/);
      const overwritten = await kobo(
        ["export", "run", ...base, "--out", out, "--overwrite", "--json", "-q", "SELECT 1 AS one"],
      );
      const { path, rows } = JSON.parse(overwritten.stdout);
      assertEquals({ path, rows }, { path: out, rows: 1 });
    });
  }
  await t.step("to a name of its own, or to stdout", async () => {
    const { stdout } = await kobo(["export", "latest", ...base, "-t", "media"], { cwd: dir.path });
    assertEquals(stdout, `${dir.join("run_media.csv")}\n`);
    const piped = await kobo(["export", "run", ...base, "-o", "-", "-q", "SELECT 1 AS a, 2 AS b"]);
    assertEquals([piped.stdout, piped.stderr], ["a,b\n1,2\n", ""]);
  });
  await t.step("not to a name that says another format", async () => {
    const out = dir.join("contradicts.json");
    const { code, stderr } = await kobo(["export", "run", ...base, "-o", out, "-f", "csv"]);
    assertEquals(code, 2);
    assertMatch(stderr, /contradicts\.json: expected a name that ends in \.csv/);
    assertEquals(namesIn(dir.path).includes("contradicts.json"), false);
    const other = await kobo(["export", "run", ...base, "-o", dir.join("a.txt"), "-f", "csv"]);
    assertEquals(other.code, 0, other.stderr);
  });
  await t.step("the runs, of all boards", async () => {
    const all = await kobo(["export", "all", ...base, "-t", "runs", "-o", "-", "-f", "json"]);
    const [{ board_id, status }] = JSON.parse(all.stdout);
    assertEquals({ board_id, status }, { board_id: "run", status: "finished" });
  });
});

Deno.test("kobo export that is stopped leaves nothing behind", async () => {
  using dir = new TempDir();
  await makeSmallBoard(dir.join("boards"), "run");
  Deno.mkdirSync(dir.join("out"));
  Deno.mkdirSync(dir.join("tmp"));
  const endless = ["-q", "SELECT range FROM range(100000000000)", "--dir", dir.join("boards")];
  for (
    const [signal, code, out, written] of [
      ["SIGINT", 130, dir.join("out", "endless.csv"), "out"],
      ["SIGTERM", 143, "-", "tmp"],
    ] as const
  ) {
    const child = spawnKobo(["export", "run", "-o", out, ...endless], {
      env: { TMPDIR: dir.join("tmp") },
    });
    const output = child.output();
    await waitUntil(() => namesIn(dir.join(written)).length > 0);
    child.kill(signal);
    const end = await output;
    assertEquals(end.code, code);
    assertEquals(new TextDecoder().decode(end.stderr), `kobo: Stopped by ${signal}\n`);
    assertEquals([namesIn(dir.join("out")), namesIn(dir.join("tmp"))], [[], []]);
    await child.stdin.close();
  }
});
