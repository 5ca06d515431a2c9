import { assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { OpenBoards } from "../../board/open_boards.ts";
import { kobo } from "../support/kobo.ts";

Deno.test("kobo verify names the boards that are damaged, and exits with 1", async () => {
  await using boards = new OpenBoards();
  for (const boardId of ["sound", "torn"]) {
    const board = boards.open({ boardId });
    for (let i = 0; i < 100; i++) board.log({ loss: i });
    await board.finish();
  }
  const dir = ["--dir", boards.dir.path];
  const sound = await kobo(["verify", "all", ...dir]);
  assertEquals([sound.code, sound.stderr], [0, ""]);
  assertMatch(sound.stdout, /^torn ok: 4 files, .*kB\nsound ok: 4 files, .*kB\n$/);

  const path = join(boards.dir.path, "torn", "data", "metrics.parquet");
  const bytes = Deno.readFileSync(path);
  bytes[1000]! ^= 4;
  Deno.writeFileSync(path, bytes);
  const found = await kobo(["verify", "sound", "torn", ...dir]);
  assertEquals(found.code, 1);
  assertEquals(found.stderr, "kobo: 1 board damaged, see above\n");
  const damage = `not as it was written: damaged in bytes 0 to ${bytes.length - 1}`;
  assertMatch(found.stdout, /^sound ok: .*\ntorn damaged: 4 files, .*\n/);
  assertMatch(found.stdout, new RegExp(`\n  data/metrics.parquet: ${damage}\n$`));

  const { code, stdout } = await kobo(["verify", "torn", "--json", ...dir]);
  assertEquals(code, 1);
  const [board] = JSON.parse(stdout);
  assertEquals([board.board_id, board.intact, board.unchecked, board.files], [
    "torn",
    false,
    [],
    4,
  ]);
  assertEquals(board.damage, [
    { path: "data/metrics.parquet", reason: damage, from: 0, to: bytes.length - 1 },
  ]);

  for (const command of [["show", "torn"], ["sql", "torn", "SELECT avg(loss) FROM metrics"]]) {
    const { code, stderr } = await kobo([...command, ...dir]);
    assertEquals(code, 1);
    assertMatch(stderr, /data\/metrics\.parquet.* is not as it was written/);
  }
  const all = await kobo(["sql", "all", "SELECT count(*) FROM metrics", ...dir]);
  assertEquals(all.code, 0);
  assertMatch(all.stdout, /100/);
  assertMatch(all.stderr, /torn: .*data\/metrics\.parquet.* is not as it was written/);
  const exported = await kobo(["export", "torn", "--out", boards.dir.join("torn.csv"), ...dir]);
  assertEquals(exported.code, 1);
  const dataset = await kobo(["dataset", boards.dir.join("..", "dataset_of_torn"), ...dir]);
  Deno.removeSync(boards.dir.join("..", "dataset_of_torn"), { recursive: true });
  assertEquals(dataset.code, 1);
  assertMatch(dataset.stderr, /torn: .*is not as it was written/);
});

Deno.test("kobo verify wants a board that exists", async () => {
  await using boards = new OpenBoards();
  const dir = ["--dir", boards.dir.path];
  assertEquals((await kobo(["verify", ...dir])).code, 2);
  assertEquals((await kobo(["verify", "none", ...dir])).code, 1);
  const { code, stderr } = await kobo(["verify", "all", ...dir]);
  assertEquals([code, stderr], [0, `No boards in ${boards.dir.path}\n`]);
});
