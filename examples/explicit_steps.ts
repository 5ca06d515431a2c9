/**
 * Counts epochs by `step()`, and shows the two step columns that are in the file.
 *
 * ```sh
 * deno run -A examples/explicit_steps.ts
 * ```
 */
import { Board } from "@kohakuboard/client";
import { DuckDBInstance } from "@duckdb/node-api";

const board = new Board({ name: "explicit_steps" });

board.log({ note: "before the first step()" });

for (let epoch = 0; epoch < 3; epoch++) {
  board.step();
  for (let batch = 0; batch < 4; batch++) {
    board.log({ "train/loss": 1 / (1 + 4 * epoch + batch) });
  }
  board.log({ "val/loss": 1 / (1 + epoch) });
}

await board.finish();

// From here on the run is a file that any tool can read.
const instance = await DuckDBInstance.create(`${board.boardDir}/data/board.duckdb`, {
  access_mode: "READ_ONLY",
});
const connection = await instance.connect();
const rows = await connection.runAndReadAll(`
  SELECT step::INTEGER AS step, global_step::INTEGER AS global_step,
         round("train/loss", 3) AS "train/loss", round("val/loss", 3) AS "val/loss"
  FROM metrics ORDER BY step
`);
console.table(rows.getRowObjectsJson());
instance.closeSync();

console.log(`Board: ${board.boardDir}`);
