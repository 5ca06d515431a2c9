/**
 * A training that saves a checkpoint when it is stopped by Ctrl+C.
 *
 * A script without a handler needs to do nothing: the board brings everything
 * to disk, its status becomes `interrupted`, and the script exits with 130.
 * A script with its own handler keeps it, and decides itself when to end.
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
  // A loop that never awaits blocks the signal handler.
  await new Promise((resolve) => setTimeout(resolve, 5));
}

board.log({ checkpoint: `epoch_${board.globalStep}.bin` });
console.log(`Board: ${board.boardDir}`);
Deno.exit(0); // Everything that was logged is on disk nevertheless.

/** Presses Ctrl+C in place of the user. */
function pressControlC(): void {
  Deno.kill(Deno.pid, "SIGINT");
}
