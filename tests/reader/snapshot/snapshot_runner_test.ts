/**
 * Damage that shows when rows are read, and errors that only look like it.
 *
 * @module
 */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import {
  type BoardReader,
  BoardReadError,
  exportDataset,
  listBoards,
  openBoard,
  openBoards,
  QueryError,
} from "../../../reader/mod.ts";
import { OpenBoards } from "../../board/open_boards.ts";
import { copyFolder } from "../../faults/support/copy_folder.ts";
import { RowReader } from "../../support/row_reader.ts";
import { BLOCK_BYTES, flipBlock, HEADER_BYTES } from "../../support/flip_block.ts";
import { untilJournaled } from "../../support/until_journaled.ts";

const BACKENDS = ["duckdb", "parquet"] as const;

function blocksOf(path: string): number {
  return Math.floor((Deno.statSync(path).size - HEADER_BYTES) / BLOCK_BYTES);
}

/** Damages the values of a board, and nothing that opening it or counting its rows needs. */
async function damageValues(path: string): Promise<void> {
  await using reader = new RowReader();
  for (let block = 0; block < blocksOf(path); block++) {
    flipBlock(path, block);
    const isCounted = await reader.number(path, "SELECT count(*) FROM metrics").catch(() => 0) > 0;
    const isRead = await reader.number(path, "SELECT sum(value)::BIGINT FROM metrics")
      .then(() => true, () => false);
    if (isCounted && !isRead) return;
    flipBlock(path, block);
  }
  throw new Error(`No block of ${path} has values alone`);
}

/** Values that take room. */
function logRandom(board: { log(row: Record<string, number>): void }, count: number): void {
  for (let i = 0; i < count; i++) board.log({ value: Math.random(), other: Math.random() });
}

for (const backend of BACKENDS) {
  Deno.test(`BoardReader takes a query's own error for no damage (${backend})`, async () => {
    await using boards = new OpenBoards();
    const board = boards.open({ backend, flushIntervalMs: 60_000 });
    board.log({ note: "checksum mismatch: Corrupt, INTERNAL Error" });
    await board.flush();
    const unfinished = boards.dir.join("unfinished");
    copyFolder(board.boardDir, unfinished);
    await board.finish();
    for (const boardDir of [unfinished, board.boardDir]) {
      await using reader = await openBoard(boardDir);
      for (const query of ["SELECT note::DOUBLE FROM metrics", "SELECT error(note) FROM metrics"]) {
        const error = await assertRejects(() => reader.sql(query), QueryError);
        assertEquals(error.kind, "failed");
        assertStringIncludes(error.message, "checksum mismatch");
        assertEquals(reader.problems, [], query);
      }
      assertEquals((await reader.sql("SELECT count(*) FROM metrics")).rows, [[1]]);
    }
  });
}

Deno.test("a finished DuckDB board that is damaged is left out and named, not all with it", async () => {
  await using boards = new OpenBoards();
  for (const boardId of ["damaged", "sound"]) {
    const board = boards.open({ backend: "duckdb", boardId });
    logRandom(board, 200_000);
    board.log({ value: 0, sizes: 1 });
    board.logTable("table", [{ a: 1 }]);
    await board.finish();
  }
  const boardDir = boards.dir.join("damaged");
  await damageValues(join(boardDir, "data", "board.duckdb"));

  await using all = await openBoards(boards.dir.path);
  const sums = "SELECT board_id, count(value) FROM metrics WHERE value >= 0 GROUP BY 1 ORDER BY 1";
  assertEquals((await all.sql(sums)).rows, [["sound", 200_001]]);
  const [damaged, ...others] = all.boards.filter(({ problems }) => problems.length > 0);
  assertEquals([damaged?.boardId, others], ["damaged", []]);
  const [problem = ""] = damaged?.problems ?? [];
  assertStringIncludes(problem, boardDir);
  // What is not damaged of it is there.
  const tables = "SELECT board_id, count(*) FROM tables GROUP BY 1 ORDER BY 1";
  assertEquals((await all.sql(tables)).rows, [["damaged", 1], ["sound", 1]]);

  for (
    const read of [
      (reader: BoardReader) => reader.sql("SELECT value FROM metrics"),
      (reader: BoardReader) => reader.toArrow("SELECT value FROM metrics"),
      (reader: BoardReader) => reader.scalars("value"),
      (reader: BoardReader) => reader.metrics(),
    ]
  ) {
    await using reader = await openBoard(boardDir);
    const error = await assertRejects(() => read(reader), BoardReadError);
    assertStringIncludes(error.message, boardDir);
  }
  await using one = await openBoard(boardDir);
  const error = await assertRejects(
    () => one.sql("SELECT sum(value) FROM metrics"),
    BoardReadError,
  );
  assertStringIncludes(error.message, boardDir);
  assertEquals(one.problems, [error.message]);
  assertEquals((await one.tables()).length, 1);
});

Deno.test("listBoards() counts an unfinished board from its journal, wherever its file is damaged", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({ backend: "duckdb", boardId: "run", flushIntervalMs: 3_600_000 });
  logRandom(board, 150_000);
  for (let i = 0; i < 300; i++) board.log({ [`metric ${i}`]: i });
  await board.flush();
  board.log({ value: 0, note: "in the journal alone" });
  await untilJournaled(board);
  const baseDir = boards.dir.join("boards");
  copyFolder(board.boardDir, join(baseDir, "sound"));
  const boardDir = join(baseDir, "damaged");
  copyFolder(board.boardDir, boardDir);
  const path = join(boardDir, "data", "board.duckdb");
  const counts = { steps: 150_301, metrics: 303, media: 0, tables: 0, histograms: 0 };
  for (let block = 0; block < blocksOf(path); block++) {
    flipBlock(path, block);
    const listed = await listBoards(baseDir);
    for (const { boardId, problems, ...board } of listed) {
      assertEquals(board.counts, counts, `block ${block}, ${boardId}: ${problems}`);
      if (boardId === "sound") assertEquals(problems, []);
      for (const problem of problems) assertStringIncludes(problem, boardDir);
    }
    flipBlock(path, block);
  }
});

for (const backend of BACKENDS) {
  Deno.test(`what the system refuses is an error of that board alone (${backend})`, async () => {
    await using boards = new OpenBoards();
    const baseDir = boards.dir.join("boards");
    for (const boardId of ["refused", "sound"]) {
      const board = boards.open({ backend, boardId, baseDir });
      board.log({ value: 1 });
      await board.finish();
    }
    // Even root cannot read it.
    const boardDir = join(baseDir, "refused");
    Deno.symlinkSync("journal", join(boardDir, "data", "journal"));

    await using one = await openBoard(boardDir);
    const error = await assertRejects(() => one.sql("FROM metrics"), BoardReadError);
    assertStringIncludes(error.message, `Cannot read ${boardDir}: `);
    assert(error.cause instanceof Error);
    await using all = await openBoards(baseDir);
    assertEquals((await all.sql("SELECT board_id FROM metrics")).rows, [["sound"]]);
    const refused = all.boards.find(({ boardId }) => boardId === "refused")!;
    assertEquals(refused.problems, [error.message]);
    const { written, failed } = await exportDataset(baseDir, boards.dir.join("dataset"));
    assertEquals([written, failed], [["sound"], [{ boardId: "refused", reason: error.message }]]);
    const [, listed] = await listBoards(baseDir);
    assertEquals([listed!.boardId, listed!.counts], ["refused", null]);
  });
}
