import { assertEquals } from "@std/assert";
import { Board } from "@kohakuboard/client";
import { hasBoardMarks, isRestOfBoard } from "../../format/board_marks.ts";
import { TempDir } from "../../testing/temp_dir.ts";

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test(`hasBoardMarks() knows a board of ${backend} that lacks its metadata, and its rest`, async () => {
    using dir = new TempDir();
    const board = new Board({ name: "marked", baseDir: dir.path, boardId: "marked", backend });
    board.log({ loss: 1 });
    await board.finish();
    const path = dir.join("marked");
    assertEquals(hasBoardMarks(path), true);
    Deno.symlinkSync(path, dir.join("link"));
    assertEquals([hasBoardMarks(dir.join("link")), isRestOfBoard(dir.join("link"))], [
      false,
      false,
    ]);
    Deno.removeSync(`${path}/metadata.json`);
    assertEquals([hasBoardMarks(path), isRestOfBoard(path)], [true, true]);
    Deno.mkdirSync(`${path}/media`, { recursive: true });
    for (const name of [".DS_Store", "media/Thumbs.db", "data/desktop.ini", "._metadata.json"]) {
      Deno.writeTextFileSync(`${path}/${name}`, "a file manager's");
    }
    assertEquals([hasBoardMarks(path), isRestOfBoard(path)], [true, true]);
    for (const name of ["notes.txt", "data/own.csv", "media/holiday.png", "logs/own.log", "src/"]) {
      if (name.endsWith("/")) Deno.mkdirSync(`${path}/${name}`);
      else Deno.writeTextFileSync(`${path}/${name}`, "mine");
      assertEquals([name, hasBoardMarks(path), isRestOfBoard(path)], [name, false, false]);
      Deno.removeSync(`${path}/${name}`);
    }
    Deno.removeSync(`${path}/data`, { recursive: true });
    assertEquals([hasBoardMarks(path), isRestOfBoard(path)], [false, true]);
  });
}

Deno.test("hasBoardMarks() says no of what is not there, is a file, or another program's", () => {
  using dir = new TempDir();
  assertEquals(hasBoardMarks(dir.join("nothing")), false);
  Deno.writeTextFileSync(dir.join("file"), "");
  assertEquals(hasBoardMarks(dir.join("file")), false);
  Deno.mkdirSync(dir.join("other"));
  assertEquals(hasBoardMarks(dir.join("other")), false);
  for (const text of ["{}", "[]", "null", '{"format_version":1}', '{"format_version":2}']) {
    Deno.writeTextFileSync(dir.join("other", "metadata.json"), text);
    assertEquals([text, hasBoardMarks(dir.join("other"))], [text, false]);
  }
});
