import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { openBoard } from "../../../reader/mod.ts";
import { OpenBoards } from "../../board/open_boards.ts";
import { copyFolder } from "../../faults/support/copy_folder.ts";

const image = { data: new Uint8Array(12), width: 2, height: 2 };

Deno.test("BoardReader shows other tables of a live board up to the first open call, and all of one that was killed", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({ backend: "parquet", boardId: "run" });
  board.logImages("first", [{ ...image, data: new Uint8Array(12).fill(1) }]);
  await board.flush();
  // From here on media cannot be stored: their calls stay open.
  const blocker = join(board.boardDir, "media", ".incoming.tmp");
  Deno.mkdirSync(join(blocker, "a folder where a file should be"), { recursive: true });
  board.logTable("table", [{ a: 1 }]);
  board.logImages("image", [image]);
  board.logTable("table", [{ a: 3 }]);
  board.log({ loss: 4 });
  await using live = await openBoard(board.boardDir);
  const steps = async (reader: typeof live, table: string) =>
    (await reader.sql(`SELECT step FROM ${table} ORDER BY step`)).rows.flat();
  while ((await steps(live, "metrics")).length < 5) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert(live.live);
  assertEquals([await steps(live, "media"), await steps(live, "tables")], [[0], [1, 3]]);

  // A copy is as the board would be after a kill.
  const killed = boards.dir.join("killed");
  copyFolder(board.boardDir, killed);
  {
    await using reader = await openBoard(killed);
    assertEquals(reader.live, false);
    assertEquals(await steps(reader, "metrics"), [0, 1, 2, 3, 4]);
    assertEquals([await steps(reader, "media"), await steps(reader, "tables")], [[0, 2], [1, 3]]);
    const [, row] = await reader.media();
    assertEquals(row?.mediaId ?? null, null);
    assert(row?.caption?.startsWith("Not stored yet"), row?.caption ?? "");
  }

  Deno.removeSync(blocker, { recursive: true });
  while ((await steps(live, "media")).length === 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const [, stored] = await live.media();
  assertEquals([stored?.step, stored?.format], [2, "png"]);
  await board.finish();
  assertEquals(await steps(live, "media"), [0, 2]);
});
