import process from "node:process";

/**
 * Ends the process at once, from any of its threads, whatever the others do: in a worker, to exit
 * would end only the worker.
 */
export function endThisProcess(): void {
  process.kill(process.pid, "SIGKILL");
}
