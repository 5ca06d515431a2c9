import { assert, assertEquals } from "@std/assert";
import { DuckDBInstance } from "@duckdb/node-api";
import { join } from "@std/path";
import { OpenBoards } from "../../board/open_boards.ts";

Deno.test("each commit of many columns writes what DuckDB 1.1 reads, a quarter of what 1.0 does", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({ backend: "duckdb" });
  for (let commit = 0; commit < 4; commit++) {
    for (let step = 0; step < 20; step++) {
      board.log(Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`metric_${i}`, step])));
    }
    await board.flush();
  }
  await board.finish();
  const { size } = await Deno.stat(join(board.boardDir, "data", "board.duckdb"));
  // 2.0 MB; 8.7 where the file's later commits are written for 1.0.
  assert(size < 4e6, `The file has ${size} bytes`);
});

Deno.test("a file that somebody has turned into that of a later DuckDB goes on as one", async () => {
  await using boards = new OpenBoards();
  const log = async (loss: number) => {
    const board = boards.open({ backend: "duckdb", boardId: "run" });
    board.log({ loss });
    await board.flush();
    board.log({ loss: loss + 1 });
    await board.finish();
    return board;
  };
  const { boardDir, backend } = await log(1);
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const path = join(boardDir, "data", "board.duckdb");
  await connection.run(`ATTACH '${path}' AS board (STORAGE_VERSION 'latest')`);
  await connection.run("CREATE TABLE board.turned (a INTEGER)");
  await connection.run("DROP TABLE board.turned");
  await connection.run("DETACH board");
  connection.closeSync();
  instance.closeSync();
  await Deno.remove(join(boardDir, "file_checksums.json")); // As the error says that is thrown else.
  await log(3);
  const { columns, cells } = await boards.read({ boardDir, backend });
  assertEquals(cells[columns.findIndex(({ name }) => name === "loss")], [1, 2, 3, 4]);
});
