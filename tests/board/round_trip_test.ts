import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { column, OpenBoards } from "./open_boards.ts";
import { RowReader } from "../support/row_reader.ts";
import type { Board } from "../../mod.ts";

/** What a process of its own counts in a board's files. */
function countRows(reader: RowReader, { boardDir, backend }: Board): Promise<number> {
  const data = join(boardDir, "data");
  if (backend === "duckdb") {
    return reader.number(join(data, "board.duckdb"), "SELECT count(*) FROM metrics");
  }
  const files = `read_parquet('${data}/metrics*.parquet', union_by_name = true)`;
  return reader.number("", `SELECT count(*) FROM ${files}`);
}

Deno.test("Board shows each row to another process after flush(), 1,000 times", async () => {
  await using boards = new OpenBoards();
  await Promise.all((["duckdb", "parquet"] as const).map(async (backend) => {
    await using reader = new RowReader();
    const board = boards.open({ backend });
    for (let step = 0; step < 1000; step++) {
      board.log({ loss: step });
      await board.flush();
      if (step % 50 > 0) continue;
      board.log({ loss: ++step }); // The script goes on while the other one reads.
      const count = await countRows(reader, board);
      assert(step <= count && count <= step + 1, `${backend}: ${count} rows after step ${step}`);
    }
    await board.finish();
    assertEquals(column(await boards.read(board), "loss"), [...Array(1000).keys()]);
  }));
});

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test(`Board on ${backend} leaves each row once, with columns in order of first use`, async () => {
    await using boards = new OpenBoards();
    const board = boards.open({ backend, systemMetrics: false });
    for (let step = 0; step < 100; step++) {
      board.log({ "train/loss": 1 / (1 + step), lr: 0.01, accuracy: step / 100 });
    }
    await board.flush();
    await board.finish();
    const { columns, cells } = await boards.read(board);
    assertEquals(columns, [
      { name: "step", type: "int64" },
      { name: "global_step", type: "int64" },
      { name: "timestamp", type: "timestamp" },
      { name: "train/loss", type: "double" },
      { name: "lr", type: "double" },
      { name: "accuracy", type: "double" },
    ]);
    assertEquals(cells[0], Array.from({ length: 100 }, (_, step) => BigInt(step)));
    assertEquals(cells[1], Array(100).fill(null));
    assertEquals(cells[3], Array.from({ length: 100 }, (_, step) => 1 / (1 + step)));
    assertEquals([...Deno.readDirSync(join(board.boardDir, "data"))].length, 1);
  });

  Deno.test(`Board on ${backend} resolves ten flushes at once`, async () => {
    await using boards = new OpenBoards();
    await using reader = new RowReader();
    const board = boards.open({ backend });
    for (let round = 1; round <= 5; round++) {
      const flushes = Array.from({ length: 10 }, (_, index) => {
        board.log({ loss: index });
        return board.flush();
      });
      await Promise.all(flushes);
      assertEquals(await countRows(reader, board), 10 * round);
    }
    await Promise.all(Array.from({ length: 10 }, () => board.flush()));
  });

  Deno.test(`Board on ${backend} takes 1,000 metrics in one call, and one from row 10,000 on`, async () => {
    await using boards = new OpenBoards();
    const board = boards.open({ backend });
    const names = Array.from({ length: 1000 }, (_, index) => `layer${index}/grad.norm`);
    board.log(Object.fromEntries(names.map((name, index) => [name, index / 7])));
    for (let step = 1; step < 10_000; step++) board.log({ loss: step });
    board.log({ late: "at last", loss: 10_000 });
    board.log({ loss: 10_001 });
    await board.finish();
    const content = await boards.read(board);
    assertEquals(content.columns.slice(3).map(({ name }) => name), [...names, "loss", "late"]);
    assertEquals(content.cells.slice(3, 1003).map(([cell]) => cell), names.map((_, i) => i / 7));
    assertEquals(content.cells[500]!.slice(1), Array(10_001).fill(null));
    const losses = Array.from({ length: 10_002 }, (_, step) => step === 0 ? null : step);
    assertEquals(column(content, "loss"), losses);
    assertEquals(column(content, "late"), [...Array(10_000).fill(null), "at last", null]);
  });

  Deno.test(`Board on ${backend} brings rows into the files by itself`, async () => {
    await using boards = new OpenBoards();
    await using reader = new RowReader();
    const board = boards.open({ backend, flushIntervalMs: 50 });
    board.log({ loss: 1 });
    await board.flush();
    board.log({ loss: 2 });
    while (await countRows(reader, board) < 2) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
}

Deno.test("Board.flushSync() and finishSync() block until the rows are in the files", async () => {
  await using boards = new OpenBoards();
  for (const backend of ["duckdb", "parquet"] as const) {
    const board = boards.open({ backend });
    for (let step = 0; step < 20; step++) {
      board.log({ loss: step });
      if (step % 5 === 0) board.flushSync();
    }
    assertEquals((await boards.read(board)).cells[0]!.length, 16);
    board.finishSync();
    assertEquals(column(await boards.read(board), "loss"), [...Array(20).keys()]);
    assertEquals(boards.metadata(board).status, "finished");
  }
});

/** Ways to finish a board, and to finish it again. */
const ENDINGS: Record<string, (board: Board) => Promise<void> | void> = {
  "finish() twice": async (board) => {
    await board.finish();
    await board.finish();
  },
  "finish() twice at once": async (board) => {
    await Promise.all([board.finish(), board.finish()]);
  },
  "finishSync() twice": (board) => {
    board.finishSync();
    board.finishSync();
  },
  "finish(), then finishSync()": async (board) => {
    await board.finish();
    board.finishSync();
  },
  "finish() not awaited, then finishSync()": async (board) => {
    const finished = board.finish();
    board.finishSync();
    await finished;
  },
  "finishSync(), then finish()": async (board) => {
    board.finishSync();
    await board.finish();
  },
  "await using": async (board) => {
    await using _ = board;
  },
  "using": (board) => {
    using _ = board;
  },
  "await using, and finish() before": async (board) => {
    await using _ = board;
    await board.finish();
  },
  "using, and finish() before": async (board) => {
    using _ = board;
    await board.finish();
  },
  "finish() with flushes under way": async (board) => {
    await Promise.all([board.flush(), board.flush(), board.finish()]);
  },
  "finishSync() with flushes under way": async (board) => {
    const flushes = [board.flush(), board.flush()];
    board.finishSync();
    await Promise.all(flushes);
  },
};

for (const [ending, end] of Object.entries(ENDINGS)) {
  Deno.test(`Board leaves all rows and no more when ended by ${ending}`, async () => {
    await using boards = new OpenBoards();
    const board = boards.open();
    for (let step = 0; step < 10; step++) board.log({ loss: step });
    await end(board);
    assertEquals(column(await boards.read(board), "loss"), [...Array(10).keys()]);
    assertEquals(boards.metadata(board).status, "finished");
    const names = [...Deno.readDirSync(board.boardDir)].map(({ name }) => name).sort();
    assertEquals(names, [
      "data",
      "file_checksums.json",
      "logs",
      "metadata.backup.json",
      "metadata.json",
    ]);
    const resumed = boards.open({ boardId: board.boardId });
    assertEquals(resumed.currentStep, 9);
  });
}

Deno.test("Board leaves no data when nothing was logged", async () => {
  await using boards = new OpenBoards();
  for (const backend of ["duckdb", "parquet", "memory"] as const) {
    const board = boards.open({ backend });
    await board.flush();
    board.flushSync();
    await board.finish();
    assertEquals(boards.metadata(board).status, "finished");
    assertEquals(boards.open({ backend, boardId: board.boardId }).currentStep, -1);
  }
});

Deno.test("Board shares a process with other boards, each with rows of its own", async () => {
  await using boards = new OpenBoards();
  const all = Array.from(
    { length: 6 },
    (_, index) =>
      boards.open({ backend: index % 2 === 0 ? "duckdb" : "parquet", boardId: `board ${index}` }),
  );
  for (let step = 0; step < 500; step++) {
    for (const [index, board] of all.entries()) board.log({ [`m${index}`]: step * index });
    if (step % 100 === 0) await Promise.all(all.map((board) => board.flush()));
  }
  await Promise.all(all.map((board) => board.finish()));
  for (const [index, board] of all.entries()) {
    const content = await boards.read(board);
    assertEquals(content.columns.length, 4);
    assertEquals(content.cells[3], Array.from({ length: 500 }, (_, step) => step * index));
  }
});
