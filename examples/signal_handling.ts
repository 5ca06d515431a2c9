/**
 * A training that saves a checkpoint when it is stopped by Ctrl+C.
 *
 * Without a handler there is nothing to do: the board brings everything to
 * disk, notes that the run was interrupted, and the script ends with 130.
 * A script with a handler of its own keeps it, and decides itself when to end.
 *
 * ```sh
 * deno run -A examples/signal_handling.ts
 * ```
 */
import { Board } from "@kohakuboard/client";

const board = new Board({ name: "signal_handling", config: { epochs: 1000 } });
let stopping = false;

Deno.addSignalListener("SIGINT", () => {
  console.log("Ctrl+C: one more checkpoint, then the end");
  stopping = true;
});

for (let epoch = 0; epoch < 1000 && !stopping; epoch++) {
  board.step();
  board.log({ "train/loss": Math.exp(-epoch / 20) });
  if (epoch === 20) pressControlC();
  // A loop that never awaits hears of no signal.
  await new Promise((resolve) => setTimeout(resolve, 5));
}

board.log({ checkpoint: `epoch_${board.globalStep}.bin` });
console.log(`Board: ${board.boardDir}`);
Deno.exit(0); // Everything that was logged is on disk all the same.

/** Stands in for the user. */
function pressControlC(): void {
  Deno.kill(Deno.pid, "SIGINT");
}
