import { assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { Board } from "../../../mod.ts";
import { RowReader } from "../../support/row_reader.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { kobo, spawnKobo } from "../support/kobo.ts";
import { namesIn } from "../support/names_in.ts";
import { makeSmallBoard } from "../support/small_board.ts";
import { waitUntil } from "../support/wait_until.ts";

Deno.test("kobo dataset writes all boards once, and then only what is new", async () => {
  using dir = new TempDir();
  await using reader = new RowReader();
  const target = dir.join("dataset");
  const run = async () => {
    const end = await kobo(["dataset", target, "--dir", dir.join("boards"), "--json"]);
    const { written, unchanged, rows } = JSON.parse(end.stdout);
    return { code: end.code, written, unchanged, rows };
  };
  await makeSmallBoard(dir.join("boards"), "first");
  assertEquals(await run(), { code: 0, written: ["first"], unchanged: [], rows: 6 });
  await makeSmallBoard(dir.join("boards"), "second", 5);
  assertEquals(await run(), { code: 0, written: ["second"], unchanged: ["first"], rows: 10 });
  const { cells } = await reader.query(
    "",
    `SELECT board_id, sum(value) FROM read_parquet('${target}/metrics/**/*.parquet',
       hive_partitioning = true) WHERE name = 'loss' GROUP BY 1 ORDER BY 1`,
  );
  assertEquals(cells, [["first", "second"], [3, 10]]);
  await Deno.writeTextFile(dir.join("file"), "");
  const refused = await kobo(["dataset", dir.join("file"), "--dir", dir.join("boards")]);
  assertEquals([refused.code, refused.stdout], [1, ""]);
  assertMatch(refused.stderr, /^kobo: Cannot .*\n$/);
});

Deno.test("kobo dataset that is stopped leaves no half of a file", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("boards");
  const row = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`m${i}`, i]));
  {
    await using board = new Board({ name: "run", baseDir, captureOutput: false });
    for (let step = 0; step < 100_000; step++) board.log(row);
  }
  const target = dir.join("dataset");
  const child = spawnKobo(["dataset", target, "--dir", baseDir]);
  const output = child.output();
  const temporary = join(target, "_kobo", "tmp");
  await waitUntil(() => namesIn(temporary).length > 0);
  child.kill("SIGINT");
  const { code, stdout, stderr } = await output;
  assertEquals([code, stdout.length], [130, 0]);
  assertEquals(new TextDecoder().decode(stderr), "kobo: Stopped by SIGINT\n");
  assertEquals([namesIn(join(target, "_kobo")).sort(), namesIn(join(target, "metrics"))], [
    ["dataset.json", "lock"],
    [],
  ]);
  await child.stdin.close();
  const again = await kobo(["dataset", target, "--dir", baseDir, "--json"]);
  assertEquals(JSON.parse(again.stdout).rows, 4_000_000);
});
