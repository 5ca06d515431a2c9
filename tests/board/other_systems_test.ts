import { assertEquals, assertThrows } from "@std/assert";
import { checkSpelling } from "../../board/check_spelling.ts";
import { checkPathLength } from "../../board/checks/path_length.ts";
import { openBoard } from "../../reader/mod.ts";
import { OpenBoards } from "./open_boards.ts";

Deno.test("a board is not resumed under a name that differs in upper and lower case", () => {
  const check = (id: string, ...names: string[]) => checkSpelling(`/runs/${id}`, () => names);
  assertThrows(() => check("run", "Run", "other"), Error, 'boardId: "Run"');
  assertThrows(() => check("ÉTÉ", "été"), Error, 'boardId: "été"');
  check("run", "run", "Run"); // Two boards, where the file system tells them apart.
  check("\u00e9t\u00e9", "e\u0301te\u0301"); // macOS may list the accents apart.
  check("run"); // The folder cannot be listed in full, or the board was removed.
  checkSpelling("/runs/run", () => {
    throw new Deno.errors.PermissionDenied();
  });
});

Deno.test("a path that DuckDB cannot open on Windows is refused before the run, with its length", () => {
  const dir = `C:\\${"d".repeat(225)}`;
  checkPathLength(dir, "windows");
  const error = assertThrows(() => checkPathLength(`${dir}d`, "windows"), RangeError, "baseDir");
  assertEquals(/at most 228 characters.* received 229:/.test(error.message), true, error.message);
  for (const on of ["linux", "darwin"]) checkPathLength("/d".repeat(300), on);
});

Deno.test("a medium is in no file whose name Windows takes for a device's", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  const pixel = { data: new Uint8Array([1, 2, 3]), width: 1, height: 1, channels: 3 as const };
  for (const name of ["nul.loss", "COM1.grads", "con", "fine"]) {
    board.logImages(name, { ...pixel, data: new Uint8Array([name.length, 0, 0]) });
  }
  await board.finish();
  await using reader = await openBoard(board.boardDir);
  const files = (await reader.media()).map(({ filename }) => filename?.split("_0_0")[0]);
  assertEquals(files, ["_nul.loss", "_COM1.grads", "con", "fine"]);
});
