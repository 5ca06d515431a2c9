/**
 * Queries a run's file with DuckDB, without any code of this package, as any
 * other tool would. Uses the newest DuckDB run, or makes one.
 *
 * ```sh
 * deno run -A examples/query_duckdb.ts
 * ```
 */
import { DuckDBInstance } from "@duckdb/node-api";
import { Board } from "@kohakuboard/client";
import { newestBoardWith } from "./newest_board.ts";

const boardDir = newestBoardWith("board.duckdb") ?? await makeBoard();

// Read-only, and closed soon: the writer of a live run waits at most that long for its next commit.
const instance = await DuckDBInstance.create(`${boardDir}/data/board.duckdb`, {
  access_mode: "READ_ONLY",
});
const connection = await instance.connect();
for (
  const sql of [
    "SELECT * FROM metrics WHERE global_step = 0 ORDER BY step LIMIT 5",
    "SELECT global_step, count(*)::INTEGER AS rows FROM metrics GROUP BY 1 ORDER BY 1",
    "SELECT step, name, filename FROM media WHERE type = 'image' ORDER BY step LIMIT 5",
  ]
) {
  console.log(sql);
  console.table((await connection.runAndReadAll(sql)).getRowObjectsJson());
}
instance.closeSync();

console.log(`Board: ${boardDir}`);

async function makeBoard(): Promise<string> {
  await using board = new Board({ name: "query_duckdb", backend: "duckdb" });
  for (let epoch = 0; epoch < 3; epoch++) {
    board.step();
    for (let batch = 0; batch < 10; batch++) {
      board.log({ "train/loss": 1 / (1 + 10 * epoch + batch) });
    }
    board.logImages("noise", {
      data: crypto.getRandomValues(new Uint8Array(16 * 16)),
      width: 16,
      height: 16,
    });
  }
  return board.boardDir;
}
