/** Logs twenty rows per second to a board in the folder of the first argument, for as many seconds as the second says. */
import { Board } from "../mod.ts";

const [baseDir, seconds] = Deno.args;
await using board = new Board({ name: "live", boardId: "live", baseDir });
const end = Date.now() + Number(seconds) * 1000;
for (let step = 0; Date.now() < end; step++) {
  board.log({
    clock: Date.now(),
    "train/loss": Math.exp(-step / 3000) + 0.1 * Math.sin(step),
    "train/accuracy": 1 - Math.exp(-step / 3000),
    "train/lr": 0.001,
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
}
