import type { BoardStatus, Metadata } from "../format/metadata.ts";
import type { SummaryValue } from "../format/run_summary.ts";
import type { BoardLabels } from "./annotations/board_labels.ts";

/** How many rows a board has in each table. */
export interface BoardCounts {
  /** Rows of `metrics`: log calls. */
  steps: number;
  /** Metrics: the columns of `metrics` besides `step`, `global_step` and `timestamp`. */
  metrics: number;
  /** Rows of `media`. */
  media: number;
  /** Rows of `tables`. */
  tables: number;
  /** Rows of `histograms`. */
  histograms: number;
}

/** A board as `listBoards()` describes it. */
export interface BoardSummary extends BoardLabels {
  /** The folder's name. */
  boardId: string;
  /** The folder, absolute; the address of a board that is read over the network. */
  boardDir: string;
  /**
   * The status of the run. A run that was killed, so that no process writes it
   * while `metadata.json` says `running`, has `crashed`. A board is `broken`
   * where its `metadata.json` is missing or cannot be read.
   */
  status: BoardStatus | "broken";
  /** Whether a process writes the board now. */
  live: boolean;
  /** Why the run has not ended well: its error, or `killed after 3 h 20 min`; `null` for no reason. */
  reason: string | null;
  /** The content of `metadata.json`; `null` where that is broken. */
  metadata: Metadata | null;
  /** When the run was first started; `null` where that is unknown. */
  createdAt: Date | null;
  /** When the run ended; `null` where it has not ended, or that is unknown. */
  finishedAt: Date | null;
  /** The size of all files in the folder, in bytes; 0 where sizes were not requested. */
  sizeBytes: number;
  /** The rows of each table; `null` where counts were not requested, or rows cannot be counted. */
  counts: BoardCounts | null;
  /**
   * What counts for the run as a whole, as its script says; `null` where counts were not requested,
   * or rows cannot be read.
   */
  summary: { [name: string]: SummaryValue } | null;
  /** Why the board is broken, or its damage, in plain words. */
  problems: string[];
}
