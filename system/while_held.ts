/**
 * On Windows, a file that any program has open may be impossible to rename, to replace, to remove
 * or to open: a virus scanner or an indexer looks at each new file, DuckDB's readers share a file
 * for reading only, and the name of a removed file stays until the last one has closed it. Such
 * times are short. Elsewhere the system refuses none of this.
 *
 * @module
 */
import { codeOf } from "./error_code.ts";
import { system } from "./platform.ts";
import { retryUntil, retryUntilSync } from "./retry.ts";

/** For how long it is tried again, in milliseconds. */
const PATIENCE_MS = 1000;
/** What Windows' refusals are called: of a sharing violation, of access to what is being removed. */
const HELD = ["EBUSY", "EPERM", "EACCES"];

const OPTIONS = {
  pauseMs: (attempt: number) => Math.min(2 ** attempt, 50),
  leastAttempts: 2,
};

/**
 * Does something with files, and on Windows does it again while another program holds them.
 *
 * @param on The system that this runs on.
 * @throws What the last attempt threw.
 */
export function whileHeld<Result>(work: () => Result, on: string = system): Result {
  if (on !== "windows") return work();
  return retryUntilSync(performance.now() + PATIENCE_MS, work, { ...OPTIONS, isTemporary: isHeld });
}

/** As {@linkcode whileHeld}, without holding up the thread. */
export async function whileHeldLater<Result>(
  work: () => Promise<Result>,
  on: string = system,
): Promise<Result> {
  if (on !== "windows") return await work();
  return await retryUntil(performance.now() + PATIENCE_MS, work, {
    ...OPTIONS,
    isTemporary: isHeld,
  });
}

function isHeld(error: unknown): boolean {
  return HELD.includes(codeOf(error) ?? "");
}
