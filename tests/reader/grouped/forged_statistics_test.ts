import { assert, assertEquals } from "@std/assert";
import { openBoards } from "../../../reader/mod.ts";
import { OpenBoards } from "../../board/open_boards.ts";

Deno.test("grouped() reads steps of which a file's statistics give a wrong range", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({ backend: "parquet" });
  for (let loss = 0; loss < 54_321; loss++) board.log({ loss });
  await board.finish();
  const path = boards.dir.join(board.boardId, "data", "metrics.parquet");
  const bytes = Deno.readFileSync(path);
  const view = new DataView(bytes.buffer);
  const footer = bytes.length - 8 - view.getUint32(bytes.length - 8, true);
  let forged = 0;
  for (let at = footer; at < bytes.length - 8; at++) {
    if (view.getBigInt64(at, true) !== 54_320n) continue;
    view.setBigInt64(at, 100n, true);
    forged++;
  }
  assert(forged > 0);
  Deno.writeFileSync(path, bytes);
  Deno.removeSync(boards.dir.join(board.boardId, "file_checksums.json"));
  await using reader = await openBoards(boards.dir.path, {}, { verify: false });
  const { groups: [group] } = await reader.grouped("loss");
  assertEquals([group?.xCount, group?.center.at(-1)], [54_321, 54_320]);
});
