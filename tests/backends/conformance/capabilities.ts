import type { TableReader } from "../backend_files.ts";

/** What a backend can do, and what it cannot. */
export interface Capabilities {
  /** What reads a table's files, not by the backend's own code. Left out where it has none. */
  startReader?(): TableReader;
  /** The files of a finished board with rows in `metrics` alone, sorted. */
  finalFiles: readonly string[];
  /** A file that is the backend's by its name. Left out where it has no files. */
  ownFile?: string;
  /** Whether an empty file is one of its own, without rows. */
  takesEmptyFile?: boolean;
  /** Whether a column of nothing but zeros keeps the sign of each. */
  signsAmongZeros: boolean;
  /** Whether it tells integers beyond ±2^53 apart. */
  wholeInt64: boolean;
  /** How many random runs it does in about three seconds. */
  randomRuns: number;
}
