/**
 * Logs to a custom backend, and prints the lines that it wrote.
 *
 * ```sh
 * deno run -A examples/custom_backend/main.ts
 * ```
 */
import { Board } from "@kohakuboard/client";

const board = new Board({
  name: "custom_backend",
  backend: new URL("./json_lines.ts", import.meta.url),
});

for (let i = 0; i < 10; i++) {
  board.log({ loss: 1 / (1 + i), "grads/norm": i === 3 ? Infinity : i });
}
board.log({ "val/accuracy": 0.91 }); // A column that the first rows do not have.

await board.finish();

for (const file of ["metrics.columns.jsonl", "metrics.jsonl"]) {
  const lines = (await Deno.readTextFile(`${board.boardDir}/data/${file}`)).trimEnd().split("\n");
  console.log(`${file}, the last of ${lines.length} lines:`);
  for (const line of lines.slice(-8)) console.log(`  ${line}`);
}
console.log(`Board: ${board.boardDir}`);
