import process from "node:process";
import { SIGNALS } from "./signals.ts";

/** A process that its own signal does not end is killed after this long. */
const KILL_MS = 100;
/**
 * Signals that come within this time are one request: of one Ctrl+C, `deno task` sends its script
 * two, the terminal's and one of its own.
 */
const SAME_REQUEST_MS = 1000;

/**
 * Watches, from the writer's thread, for signals that end a process.
 *
 * The script's thread has listeners too, which is why a signal does not end
 * the process; but they wait for its loop. So a second signal that
 * finds the process alive is brought to its end from here.
 */
export function watchSignals(
  { onFirst, mayEnd }: {
    /** Is given the number of the first signal that may end the process, and of those before it. */
    onFirst(number: number): void;
    /** Whether a second signal, of this number, is to end the process. */
    mayEnd(number: number): boolean;
  },
): void {
  const seen = new Set<number>();
  let firstAt = 0;
  for (const { name, number } of SIGNALS) {
    const listener = () => {
      const isFirst = ![...seen].some(mayEnd);
      seen.add(number);
      if (isFirst) {
        firstAt = performance.now();
        return onFirst(number);
      }
      if (!mayEnd(number) || performance.now() - firstAt < SAME_REQUEST_MS) return;
      // Where the script's thread has let go of its listener, this ends the
      // process as if nobody had listened.
      process.off(name, listener);
      process.kill(process.pid, name);
      setTimeout(() => process.kill(process.pid, "SIGKILL"), KILL_MS);
    };
    try {
      process.on(name, listener);
    } catch {
      // Not every system has every signal.
    }
  }
}
