// cspell:ignore verfiy maxrows tabel -- misspelled on purpose
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Board } from "../../mod.ts";
import { exportDataset, listBoards, openBoard, openBoards, verifyBoard } from "../../reader/mod.ts";
import { TempDir } from "../../testing/temp_dir.ts";

/** As JavaScript and notebooks pass them: nobody checks their types. */
// deno-lint-ignore no-explicit-any -- The types would refuse what is tried.
const untyped = (value: unknown) => value as any;

Deno.test("an option of the reader's that nobody knows is an error that names the nearest one", async () => {
  using dir = new TempDir();
  const board = new Board({ name: "options", baseDir: dir.path, backend: "parquet" });
  board.log({ loss: 1 });
  await board.finish();
  await using one = await openBoard(board.boardDir);
  await using all = await openBoards(dir.path);
  const csv = dir.join("out.csv");
  /** Each call, and the option that its error names. */
  const calls: [call: () => Promise<unknown>, nearest: string][] = [
    [() => openBoard(board.boardDir, untyped({ busy_timeout_ms: 5 })), "option busyTimeoutMs"],
    [() => openBoard(board.boardDir, untyped("verify")), "memoryLimitBytes, busyTimeoutMs, verify"],
    [() => openBoards(dir.path, untyped({ id: ["x"] })), "option ids"],
    [() => openBoards(dir.path, {}, untyped({ verfiy: false })), "option verify"],
    [() => openBoards(dir.path, untyped(null)), "received null"],
    [() => listBoards(dir.path, untyped({ count: false })), "option counts"],
    [() => verifyBoard(board.boardDir, untyped({ onprogress: () => {} })), "option onProgress"],
    [() => one.scalars("loss", untyped({ max_points: 5 })), "option maxPoints"],
    [() => one.scalars("loss", untyped({ start: 5 })), 'received "start"'],
    [() => one.media(untyped({ names: "x" })), "option name"],
    [() => one.media({}, untyped({ timeout: 5 })), "option timeoutMs"],
    [() => one.tables(untyped({ type: "image" })), 'received "type"'],
    [() => one.histograms(untyped({ Limit: 5 })), "option limit"],
    [async () => await one.sql("FROM metrics", [], untyped({ limit: 1 })), 'received "limit"'],
    [async () => await all.sql("FROM metrics", [], untyped({ maxrows: 1 })), "option maxRows"],
    [() => one.exportCsv(csv, untyped({ sql: "FROM metrics" })), 'received "sql"'],
    [() => one.exportJson(csv, untyped({ Overwrite: true })), "option overwrite"],
    [() => all.exportParquet(csv, untyped({ tabel: "media" })), "option table"],
    [
      () => exportDataset(dir.path, dir.join("set"), untyped({ rows_per_part: 5 })),
      "option rowsPerPart",
    ],
  ];
  for (const [call, nearest] of calls) {
    const error = await assertRejects(call, TypeError, undefined, String(call));
    assertStringIncludes(error.message, nearest);
    assertEquals(/^Cannot /.test(error.message), true, error.message);
  }
  await assertRejects(
    () => openBoards(dir.path, untyped({ status: ["finished", "done"] })),
    RangeError,
    "expected status to be one of running, finished, crashed, interrupted, broken, received done",
  );
  await assertRejects(() => openBoard(untyped(undefined)), TypeError, "expected its folder");
  await one.sql("FROM metrics", [], { maxRows: 1, exact: true, timeoutMs: 60_000 });
  await one.exportCsv(csv, { table: "metrics", overwrite: true, escapeFormulas: false });
  Deno.removeSync(csv);
  assertEquals([...Deno.readDirSync(dir.path)].map(({ name }) => name), [board.boardId]);
});

Deno.test("options that are undefined are none, known or not", async () => {
  using dir = new TempDir();
  await using boards = await openBoards(dir.path, untyped({ id: undefined }), {
    verify: undefined,
  });
  assertEquals(boards.boards.length, 0);
});
