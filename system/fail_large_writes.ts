import process from "node:process";
import { isWindows } from "./platform.ts";

let isListening = false;

/**
 * A write beyond the largest size of a file that the system allows (`ulimit -f`) fails from now on,
 * as on a full disk: the system's signal for it would end the process. It holds in the whole process
 * while this thread lives. The runtime takes a moment to tell of a signal, and ends the process where
 * nobody listens any more: so of a thread that is about to end, another one takes it over. Keeps no
 * process alive. Safe to call twice.
 */
export function failLargeWrites(): void {
  if (isListening || isWindows) return;
  isListening = true;
  process.on("SIGXFSZ", () => {});
}
