import { memoryBytes } from "../../system/machine.ts";

const GIB = 1024 ** 3;

/** What a command may take of the machine's memory. */
export interface MemoryBudget {
  /** The whole process, in bytes: more ends it. */
  processBytes: number;
  /** DuckDB, in bytes: a query that needs more fails, and says so. */
  queryBytes: number;
}

/** What the user has chosen, for this process. */
let chosenBytes: number | undefined;

/** Sets what the whole process may take, in bytes. */
export function chooseMemory(bytes: number): void {
  chosenBytes = bytes;
}

/**
 * How much memory a command may take: what the user has chosen, or 2 GiB, or half of what a small
 * machine has. A board from somebody else may be small on disk and large in memory; a sound one of
 * ten million rows with ten metrics is read and exported with less.
 */
export function memoryBudget(): MemoryBudget {
  const processBytes = chosenBytes ?? Math.min(2 * GIB, memoryBytes() / 2);
  return { processBytes, queryBytes: Math.max(64 * 1024 ** 2, Math.floor(processBytes / 2)) };
}
