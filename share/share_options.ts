import type { OpenOptions } from "../reader/shared/open_options.ts";
import { SHARE_PARTS, type SharePart } from "./share_parts.ts";

/** What a share will contain, before anything is written. */
export interface ShareContents {
  /** The boards, with how many rows each has, and how many bytes its files have now. */
  boards: { boardId: string; name: string; rows: number; bytes: number }[];
  /** What is shared besides metadata and metrics. */
  parts: SharePart[];
  /** What is left out. */
  without: SharePart[];
}

/** How far a share is. */
export interface ShareProgress {
  /** How many boards are written. */
  done: number;
  /** Of how many. */
  total: number;
  /** The board that is being written. */
  boardId?: string;
}

/** How boards are shared. */
export interface ShareOptions extends OpenOptions {
  /** The ids of the boards. Default: all in the folder. */
  boards?: readonly string[];
  /** What is left out. Default: nothing. */
  without?: readonly SharePart[];
  /** Whether the site is one file, which opens from the disk, for a mail. Default: `false`. */
  singleFile?: boolean;
  /**
   * How large that file may be, in bytes, 1,000,000 or more. Where it would be larger, metrics have
   * not all rows, and the page says so. Default: 25,000,000.
   */
  maxSizeBytes?: number;
  /**
   * Is told what the share will contain before anything is written; where it gives `false`, nothing
   * is. Default: all is written.
   */
  confirm?: (contents: ShareContents) => boolean | Promise<boolean>;
  /** Cancels the share; nothing of it stays. */
  signal?: AbortSignal;
  /** Is called with each board. */
  onProgress?: (progress: ShareProgress) => void;
}

/** The names of all of them, besides those of `OpenOptions`. */
export const SHARE_OPTIONS: readonly string[] = [
  "boards",
  "without",
  "singleFile",
  "maxSizeBytes",
  "confirm",
  "signal",
  "onProgress",
];

/** A share that was written. */
export interface SharedBoards {
  /** The folder or file, absolute; `undefined` if `confirm` refused. */
  path?: string;
  /** The ids of the boards, newest first. */
  shared: string[];
  /** Boards that could not be read, and why. The share has the others. */
  failed: { boardId: string; reason: string }[];
  /** Damage of boards, and what was left out of them. */
  problems: { boardId: string; problem: string }[];
  /** How many rows are shared. */
  rows: number;
  /** How many files were written. */
  files: number;
  /** How many bytes they have. */
  bytes: number;
  /** How many rows a metric has at most in one file; `undefined` where all are there. */
  maxRows?: number;
}

/** The page itself has a third of it. */
const MIN_SIZE_BYTES = 1_000_000;

/** Checks options, before anything is read. @throws {RangeError} For one that is out of its range. */
export function checkShareOptions(
  { without = [], boards, singleFile, maxSizeBytes }: ShareOptions,
): void {
  if (maxSizeBytes !== undefined) {
    const isSize = Number.isFinite(maxSizeBytes) && maxSizeBytes >= MIN_SIZE_BYTES;
    if (!isSize || singleFile !== true) {
      throw new RangeError(
        `Cannot share boards: expected maxSizeBytes to be ${MIN_SIZE_BYTES} or more, of a single ` +
          `file, received ${maxSizeBytes}`,
      );
    }
  }
  const unknown = without.find((part) => !SHARE_PARTS.includes(part));
  if (unknown !== undefined) {
    throw new RangeError(
      `Cannot share boards: expected without to be of ${SHARE_PARTS.join(", ")}, received ` +
        JSON.stringify(unknown),
    );
  }
  if (boards?.length === 0) {
    throw new RangeError("Cannot share boards: expected one board at least, received none");
  }
}
