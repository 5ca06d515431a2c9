import { memoryBytes } from "../../../system/machine.ts";

const MIB = 1024 ** 2;

/** What a process that reads boards may take. */
export interface ReaderLimits {
  /** The memory of DuckDB for one board, in bytes. */
  queryBytes: number;
  /** The memory of JavaScript, in MiB. */
  heapMib: number;
  /** The memory of the whole process, in bytes: more ends it. */
  residentBytes: number;
  /** The time of one task in which the process runs, in milliseconds: more ends it. */
  taskMs: number;
  /** The time until it is ready, likewise. */
  startMs: number;
}

/** The usual limits: on a machine with little memory, less of it. */
export function readerLimits(): ReaderLimits {
  const residentBytes = Math.min(1536 * MIB, memoryBytes() / 4);
  return {
    residentBytes,
    queryBytes: Math.max(64 * MIB, residentBytes / 2),
    heapMib: 512,
    // Longer than a query of the viewer's own may take, so that DuckDB ends that first.
    taskMs: 45_000,
    startMs: 60_000,
  };
}
