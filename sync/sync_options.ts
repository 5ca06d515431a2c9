import type { OpenOptions } from "../reader/shared/open_options.ts";
import type { ServerToken } from "../stores/http_token.ts";
import type { S3StoreOptions } from "../stores/s3_store_options.ts";
import { SYNC_PARTS, type SyncPart } from "./sync_parts.ts";

/** How far a sync is. */
export interface SyncProgress {
  /** How many boards were looked at in this round. */
  done: number;
  /** Of how many. */
  total: number;
  /** The board that is being sent; `undefined` at the end of a round. */
  boardId?: string;
}

/** How boards are sent. */
export interface SyncOptions extends OpenOptions {
  /** The ids of the boards. Default: all in the folder. */
  boards?: readonly string[];
  /** What is sent besides metadata and metrics. Default: all. */
  parts?: readonly SyncPart[];
  /** Whether nothing is written, only said what would be. Default: `false`. */
  dryRun?: boolean;
  /** Whether to go on, with boards that are new too, until the signal is aborted. Default: `false`. */
  follow?: boolean;
  /** From one round's start to the next one's, in milliseconds, 100 or more. Default: 15,000. */
  intervalMs?: number;
  /** How many bytes per second are sent at most, on average, 1000 or more. Default: as fast as it goes. */
  bytesPerSecond?: number;
  /** How a bucket is reached. Default: as the environment says. */
  s3?: S3StoreOptions;
  /**
   * A person's token for a team's server; for several servers one by host, as
   * `{ "runs.example.org": token }`. Default: that of `KOBO_TOKEN` or `KOBO_TOKEN_FILE`, where
   * `KOBO_TOKEN_HOST` names the host of the server.
   */
  token?: ServerToken;
  /** Cancels the sync; what was sent stays, and the next sync goes on from it. */
  signal?: AbortSignal;
  /** Is called with each board. */
  onProgress?: (progress: SyncProgress) => void;
  /** Is called with what goes wrong in a round and is tried again in the next one, each thing once. */
  onProblem?: (problem: string) => void;
}

/** The names of all of them, besides those of `OpenOptions`. */
export const SYNC_OPTIONS: readonly string[] = [
  "boards",
  "parts",
  "dryRun",
  "follow",
  "intervalMs",
  "bytesPerSecond",
  "s3",
  "token",
  "signal",
  "onProgress",
  "onProblem",
];

/** How a sync ended. */
export interface SyncedBoards {
  /** The ids of the boards of which something was written. */
  sent: string[];
  /** The ids of the boards that were there already as they are. */
  unchanged: string[];
  /** Boards that could not be sent, in the last round, and why. */
  failed: { boardId: string; reason: string }[];
  /** Damage of boards at home, and what was left out of them. */
  problems: { boardId: string; problem: string }[];
  /** Why titles, tags and notes were not brought together, in the last round. Default: they were. */
  annotations?: string;
  /** How many rows were written. */
  rows: number;
  /** How many objects were written. */
  objects: number;
  /** How many bytes they have. */
  bytes: number;
}

const MIN_INTERVAL_MS = 100;
const MIN_BYTES_PER_SECOND = 1000;

/** Checks options, before anything is read. @throws {RangeError} For one that is out of its range. */
export function checkSyncOptions(
  { intervalMs, bytesPerSecond, parts = [] }: SyncOptions,
): void {
  const isRate = bytesPerSecond === undefined ||
    (Number.isFinite(bytesPerSecond) && bytesPerSecond >= MIN_BYTES_PER_SECOND);
  if (!isRate) {
    throw new RangeError(
      `Cannot sync: expected bytesPerSecond to be ${MIN_BYTES_PER_SECOND} or more, received ` +
        bytesPerSecond,
    );
  }
  if (intervalMs !== undefined && !(Number.isFinite(intervalMs) && intervalMs >= MIN_INTERVAL_MS)) {
    throw new RangeError(
      `Cannot sync: expected intervalMs to be ${MIN_INTERVAL_MS} or more, received ${intervalMs}`,
    );
  }
  const unknown = parts.find((part) => !SYNC_PARTS.includes(part));
  if (unknown === undefined) return;
  throw new RangeError(
    `Cannot sync: expected parts to be of ${SYNC_PARTS.join(", ")}, received ${
      JSON.stringify(unknown)
    }`,
  );
}
