import { assert, assertEquals, assertRejects } from "@std/assert";
import type { BoardReader } from "../../../../reader/mod.ts";
import { BoardFolders } from "../../../../viewer/server/boards/board_folders.ts";
import { ReaderPool } from "../../../../viewer/server/boards/reader_pool.ts";
import { RequestError } from "../../../../viewer/server/http/request_error.ts";
import { makeBoards, sharedBoards } from "../support/viewer_boards.ts";

const same = (reader: BoardReader) => Promise.resolve(reader);

Deno.test("ReaderPool.use() opens a board once, and again after drop()", async () => {
  const pool = new ReaderPool(new BoardFolders(await sharedBoards()));
  const first = await pool.use("one_duckdb", same);
  assert(await pool.use("one_duckdb", same) === first);
  assert(await pool.use("one_parquet", same) !== first);
  await pool.drop("one_duckdb");
  await pool.drop("nothing");
  const second = await pool.use("one_duckdb", same);
  assert(second !== first);
  assertEquals((await second.sql("SELECT x FROM metrics")).rows, [[1]]);
  await pool.close();
  await pool.close();
  await assertRejects(() => second.sql("SELECT 1"), Error);
});

Deno.test("ReaderPool.use() runs one task at a time per board, and others meanwhile", async () => {
  const pool = new ReaderPool(new BoardFolders(await sharedBoards()));
  const log: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  const slow = pool.use("one_duckdb", async () => {
    log.push("slow begins");
    started.resolve();
    await promise;
    log.push("slow ends");
  });
  const next = pool.use("one_duckdb", () => Promise.resolve(log.push("next")));
  await started.promise;
  await pool.use("one_parquet", () => Promise.resolve(log.push("other board")));
  resolve();
  await Promise.all([slow, next]);
  assertEquals(log, ["slow begins", "other board", "slow ends", "next"]);
  await pool.close();
});

Deno.test("ReaderPool.use() opens the folder that is there now", async () => {
  using dir = await makeBoards();
  const pool = new ReaderPool(new BoardFolders(dir.path));
  const columnsOf = (reader: BoardReader) =>
    reader.metrics().then((metrics) => metrics.map(({ name }) => name));
  assertEquals(await pool.use("one_duckdb", columnsOf), ["x"]);
  const first = await pool.use("one_duckdb", same);
  Deno.renameSync(dir.join("one_duckdb"), dir.join("away"));
  await assertRejects(() => pool.use("one_duckdb", columnsOf), RequestError, "no board");
  Deno.renameSync(dir.join("full_duckdb"), dir.join("one_duckdb"));
  assert(await pool.use("one_duckdb", same) !== first);
  assertEquals((await pool.use("one_duckdb", columnsOf))[0], "loss");
  await pool.close();
});

Deno.test("ReaderPool.use() gives errors of a task on, and waits for no cancelled turn", async () => {
  const pool = new ReaderPool(new BoardFolders(await sharedBoards()));
  await assertRejects(() => pool.use("..", same), RequestError, "no board");
  await assertRejects(
    () => pool.use("one_duckdb", () => Promise.reject(new Error("of the task"))),
    Error,
    "of the task",
  );
  const stop = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  const slow = pool.use("one_duckdb", () => promise);
  const waiting = pool.use("one_duckdb", same, stop.signal);
  stop.abort();
  assertEquals((await assertRejects(() => waiting, RequestError)).kind, "cancelled");
  resolve();
  await slow;
  await pool.close();
});
