import { assert, assertEquals } from "@std/assert";
import { openBoard } from "../../../reader/mod.ts";
import { OpenBoards } from "../../board/open_boards.ts";

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test(`BoardReader.extent() tells how far a run of ${backend} has come`, async () => {
    await using boards = new OpenBoards();
    const board = boards.open({ backend });
    for (let i = 0; i < 25; i++) {
      if (i >= 20) board.step();
      board.log(i % 2 === 0 ? { loss: i } : {});
    }
    await board.finish();
    await using reader = await openBoard(board.boardDir);
    const { firstTimestamp, lastTimestamp, ...extent } = await reader.extent();
    assertEquals(extent, { rowCount: 25, lastStep: 24, globalStep: 4 });
    const { x } = await reader.scalars("loss", { x: "timestamp" });
    // As scalars() has them, with microseconds as the fraction.
    assertEquals([firstTimestamp, lastTimestamp], [x[0], x.at(-1)]);
    assert(Math.abs(firstTimestamp! - Date.now()) < 600_000);
  });
}

Deno.test("BoardReader.extent() of a board without rows has none", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  await board.finish();
  await using reader = await openBoard(board.boardDir);
  assertEquals(await reader.extent(), {
    rowCount: 0,
    lastStep: null,
    globalStep: null,
    firstTimestamp: null,
    lastTimestamp: null,
  });
});
