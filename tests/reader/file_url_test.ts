import { assertEquals, assertRejects } from "@std/assert";
import { join, toFileUrl } from "@std/path";
import { Board } from "../../mod.ts";
import { BoardNotFoundError, openBoard, openBoards, resolveBoard } from "../../reader/mod.ts";
import { TempDir } from "../../testing/temp_dir.ts";

Deno.test("openBoard(), openBoards() and resolveBoard() take the text of a file URL", async () => {
  using dir = new TempDir();
  const baseDir = dir.join("my boards");
  const board = new Board({ name: "a", boardId: "a", baseDir, backend: "parquet" });
  board.log({ loss: 1 });
  await board.finish();
  const { href } = toFileUrl(baseDir);
  assertEquals(await resolveBoard(href, "latest"), join(baseDir, "a"));
  await using opened = await openBoard(`${href}/a`);
  assertEquals(opened.metadata.name, "a");
  await using all = await openBoards(href);
  assertEquals((await all.sql("SELECT name FROM runs")).rows, [["a"]]);
  await assertRejects(() => resolveBoard(href, "b"), BoardNotFoundError, "b");
});
