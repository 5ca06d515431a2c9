import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { repairBoard } from "../../board/repair_board.ts";
import { Board } from "../../mod.ts";
import { BoardReadError, openBoard } from "../../reader/mod.ts";
import { exists } from "../../system/exists.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { HARD_LINKS } from "./forgeries/hard_links.ts";
import { differenceOf, snapshotOf } from "./support/decoy_home.ts";
import { ForgedBoard } from "./support/forgery.ts";
import { makeSoundBoards } from "./support/sound_boards.ts";
import { tryForgeries } from "./support/try_forgeries.ts";

Deno.test("hard links in a board's folder harm nobody who opens the board", async () => {
  await tryForgeries(HARD_LINKS);
});

Deno.test("rows of a file that has a name outside of its board go into no result", async () => {
  using dir = new TempDir();
  const sound = dir.join("sound");
  const world = { home: dir.join("home"), marker: "", sound, cache: dir.join("cache") };
  await makeSoundBoards(sound);
  for (const [backend, file] of [["duckdb", "board.duckdb"], ["parquet", "metrics.parquet"]]) {
    const theirs = `${sound}/${backend}/data/${file}`;
    const forged = new ForgedBoard(dir.join(backend!), world);
    forged.killed({ backend }).hardLink(`data/${file}`, theirs);
    const before = snapshotOf(dir.path);
    {
      await using reader = await openBoard(forged.dir); // A backup may be made of hard links.
      assertEquals((await reader.scalars("loss")).x.length, 20);
      const refused = reader.exportCsv(dir.join("rows.csv"));
      await assertRejects(
        () => refused,
        BoardReadError,
        `${file} to be a file of this board alone`,
      );
    }
    const options = { boardId: backend, baseDir: dir.path, name: "resumed" };
    assertThrows(() => new Board(options), Error, `${file} to be a file of this board alone`);
    await assertRejects(
      () => repairBoard(forged.dir, { onProblem: () => {} }),
      Error,
      "1 of its 2 names are elsewhere",
    );
    assertEquals(differenceOf(before, snapshotOf(dir.path)), []);
  }
});

Deno.test("a board is resumed and repaired only where each of its files is its own", async () => {
  using dir = new TempDir();
  const sound = dir.join("sound");
  const world = { home: dir.join("home"), marker: "", sound, cache: dir.join("cache") };
  await makeSoundBoards(sound);
  const theirs = dir.join("theirs");
  for (
    const [index, names] of [
      ["metadata.json"],
      ["metadata.backup.json"],
      ["file_checksums.json"],
      ["logs/writer.log"],
      ["data/checksums.json"],
      ["data/of_a_backend"],
      ["data/damaged_20260101T000000/board.duckdb"],
      ["data/journal/000001.journal"],
      ["data/journal/deferred/00000001.records"],
      ["data/journal/base/board.duckdb"],
      ["data/journal/base.tmp/board.duckdb"],
      ["data/journal.finished/base/board.duckdb"],
      ["data/board.duckdb", "data/journal/base/board.duckdb"], // Both lead out of the board.
    ].entries()
  ) {
    const boardId = `board_${index}`;
    const board = new ForgedBoard(dir.join("boards", boardId), world).copyOf("duckdb").killed();
    const [name = ""] = names;
    const path = board.path(name);
    if (exists(path)) Deno.copyFileSync(path, theirs);
    else Deno.writeTextFileSync(theirs, "theirs");
    for (const name of names) board.hardLink(name, theirs);
    const before = snapshotOf(dir.path);
    const options = { boardId, baseDir: dir.join("boards"), name: "resumed" };
    assertThrows(() => new Board(options), Error, `expected ${path} to be a file of this board`);
    const repaired = repairBoard(board.dir, { onProblem: () => {} });
    await assertRejects(() => repaired, Error, `expected ${path} to be a file of this board`);
    assertEquals(differenceOf(before, snapshotOf(dir.path)), [], name);
    Deno.removeSync(theirs);
  }
});

Deno.test("a file whose other name is in the base of its own board is read, copied and written", async () => {
  using dir = new TempDir();
  const sound = dir.join("sound");
  const world = { home: dir.join("home"), marker: "", sound, cache: dir.join("cache") };
  await makeSoundBoards(sound);
  const board = new ForgedBoard(dir.join("resumed"), world);
  board.copyOf("parquet").killed({ backend: "parquet" }).remove("file_checksums.json");
  board.hardLink("data/journal/base/metrics.parquet", board.path("data/metrics.parquet"));
  {
    await using reader = await openBoard(board.dir);
    assert(await reader.exportCsv(dir.join("rows.csv")) >= 20);
  }
  const resumed = new Board({ boardId: "resumed", baseDir: dir.path, name: "resumed" });
  resumed.log({ loss: 1 });
  await resumed.finish();
  await using reader = await openBoard(board.dir);
  assertEquals([reader.status, reader.problems], ["finished", []]);
});
