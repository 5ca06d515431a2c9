/**
 * Logs a hundred steps, and ends the run.
 *
 * ```sh
 * deno run -A examples/basic.ts --backend parquet
 * ```
 */
import { Board } from "@kohakuboard/client";

const backend = Deno.args.includes("parquet") ? "parquet" : "duckdb";
const board = new Board({ name: "basic", config: { learningRate: 0.1 }, backend });

for (let i = 0; i < 100; i++) {
  board.log({
    loss: Math.exp(-i / 20),
    accuracy: 1 - Math.exp(-i / 30),
    note: i === 0 ? "warm-up" : undefined, // Leaves the cell empty.
  });
}

// Now the rows are in the board's files, where any other process can read them.
await board.flush();

await board.finish();
console.log(`Board: ${board.boardDir}`);
