import { assertEquals, assertRejects } from "@std/assert";
import { Histogram, Media, Table } from "../../../mod.ts";
import { openBoard } from "../../../reader/mod.ts";
import { OpenBoards } from "../../board/open_boards.ts";

const image = { data: new Uint8Array(4), width: 2, height: 2 };

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test(`BoardReader.names() lists what was logged under which name, of ${backend}`, async () => {
    await using boards = new OpenBoards();
    const board = boards.open({ backend });
    board.log({ loss: 1 });
    board.log({ picture: new Media(image), b: new Table([{ a: 1 }]), grads: new Histogram([1]) });
    board.log({ picture: new Media(image), a: new Table([{ a: 1 }]) });
    board.log({ "it's": new Media(image), a: new Table([{ a: 1 }]) });
    await board.finish();
    await using reader = await openBoard(board.boardDir);
    const media = [
      { table: "media", name: "it's", type: "image", count: 1, firstStep: 3, lastStep: 3 },
      { table: "media", name: "picture", type: "image", count: 2, firstStep: 1, lastStep: 2 },
    ];
    const tables = [
      { table: "tables", name: "a", type: null, count: 2, firstStep: 2, lastStep: 3 },
      { table: "tables", name: "b", type: null, count: 1, firstStep: 1, lastStep: 1 },
    ];
    const histograms = [
      { table: "histograms", name: "grads", type: null, count: 1, firstStep: 1, lastStep: 1 },
    ];
    assertEquals(await reader.names(), [...media, ...tables, ...histograms] as unknown);
    assertEquals(await reader.names(["histograms", "media"]), [...histograms, ...media] as unknown);
    assertEquals(await reader.names([]), []);
    await assertRejects(
      () => reader.names(["metrics" as "media"]),
      RangeError,
      "Cannot read the names: expected tables to be of media, tables, histograms, received metrics",
    );
  });
}

Deno.test("BoardReader.names() of a board without any is empty", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  board.log({ loss: 1 });
  await board.finish();
  await using reader = await openBoard(board.boardDir);
  assertEquals(await reader.names(), []);
});
