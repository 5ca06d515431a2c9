import type { BoardStatus, Metadata } from "../format/metadata.ts";

/** How many rows a board has in each table. */
export interface BoardCounts {
  /** Rows of `metrics`: log calls. */
  steps: number;
  /** Metrics: columns of `metrics` behind `step`, `global_step` and `timestamp`. */
  metrics: number;
  /** Rows of `media`. */
  media: number;
  /** Rows of `tables`. */
  tables: number;
  /** Rows of `histograms`. */
  histograms: number;
}

/** What can be said of a board's folder. */
export interface BoardSummary {
  /** The folder's name. */
  boardId: string;
  /** The folder, absolute; an address for a board that is read over the network. */
  boardDir: string;
  /**
   * How the run stands. `crashed` too where `metadata.json` says that it runs
   * and no process writes it; `broken` where there is no `metadata.json` that
   * can be read.
   */
  status: BoardStatus | "broken";
  /** Whether a process writes it now. */
  live: boolean;
  /** What stands in `metadata.json`; `null` where it is broken. */
  metadata: Metadata | null;
  /** When the run was first started; `null` where that is not known. */
  createdAt: Date | null;
  /** When the run ended; `null` where it did not, or where that is not known. */
  finishedAt: Date | null;
  /** The size of all files of the folder, in bytes; 0 where that was not asked for. */
  sizeBytes: number;
  /** Rows by table; `null` where they were not asked for, or cannot be counted. */
  counts: BoardCounts | null;
  /** Why it is broken, or what of it is damaged, in plain words. */
  problems: string[];
}
