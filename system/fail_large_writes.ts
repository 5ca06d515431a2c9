import process from "node:process";
import { isWindows } from "./platform.ts";

/**
 * A write beyond the largest size of a file that the system allows (`ulimit -f`) fails from now on,
 * as on a full disk: the system's signal for it would end the process. For as long as the thread
 * lives; keeps no process alive.
 */
export function failLargeWrites(): void {
  if (!isWindows) process.on("SIGXFSZ", () => {});
}
