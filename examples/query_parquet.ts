/**
 * Reads a run's Parquet files with hyparquet, which needs no native code, and
 * with DuckDB's SQL. Uses the newest Parquet run, or makes one.
 *
 * ```sh
 * deno run -A examples/query_parquet.ts
 * ```
 */
import { DuckDBInstance } from "@duckdb/node-api";
import { Board } from "@kohakuboard/client";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { newestBoardWith } from "./newest_board.ts";

const boardDir = newestBoardWith("metrics.parquet") ?? await makeBoard();
const path = `${boardDir}/data/metrics.parquet`;

const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path) });
const epoch = rows.filter(({ global_step }) => global_step === 0n);
console.log(`${rows.length} rows, of which ${epoch.length} have the global step 0:`);
console.table(epoch.slice(0, 5).map((row) => ({ ...row, step: Number(row.step), global_step: 0 })));

// The same in SQL. A live run has several files: metrics*.parquet.
const instance = await DuckDBInstance.create();
const connection = await instance.connect();
const sql = `SELECT global_step, count(*)::INTEGER AS rows
  FROM read_parquet('${boardDir.replaceAll("'", "''")}/data/metrics*.parquet', union_by_name = true)
  GROUP BY 1 ORDER BY 1`;
console.log(sql);
console.table((await connection.runAndReadAll(sql)).getRowObjectsJson());
instance.closeSync();

console.log(`Board: ${boardDir}`);

async function makeBoard(): Promise<string> {
  await using board = new Board({ name: "query_parquet", backend: "parquet" });
  for (let epoch = 0; epoch < 3; epoch++) {
    board.step();
    for (let batch = 0; batch < 10; batch++) {
      board.log({ "train/loss": 1 / (1 + 10 * epoch + batch) });
    }
  }
  return board.boardDir;
}
