import { BoardLock } from "../format/board_lock.ts";
import { checkBoardFolders } from "../format/board_folders.ts";
import { completeRewind } from "../format/complete_rewind.ts";
import { isRewinding } from "../format/rows_folder.ts";
import { BoardLockedError } from "../format/errors.ts";
import { hasJournal } from "../format/guess_metadata.ts";
import { checkLinkedFiles } from "../format/linked_files.ts";
import { checkSparseFiles } from "../format/sparse_files.ts";
import { killedReason } from "../format/killed_reason.ts";
import { lastWrite } from "../format/last_write.ts";
import { type Metadata, writeMetadata } from "../format/metadata.ts";
import { setAsideMetadata } from "../format/set_aside_metadata.ts";
import { type EarlierMetadata, readEarlierMetadata } from "./earlier_metadata.ts";
import { WriterClient } from "./worker/writer_client.ts";
import { WriterRequestError } from "./worker/writer_request_error.ts";

/** No limit: the rows of a long run take their time, and a writer that hangs is noticed anyway. */
const FINISH_MS = 2 ** 31 - 1;
/** How long to wait for files that another process holds. */
const BUSY_MS = 20_000;
/** A repair posts no rows, so the bound does not matter. */
const QUEUE_BYTES = 1024 ** 2;

/** Options of {@linkcode repairBoard}. */
export interface RepairOptions {
  /** Called with what was damaged, and where the damaged file was moved. */
  onProblem(message: string): void;
  /** When the run logged its last row. Default: when its journal last grew. */
  lastRowAt?: Date;
}

/**
 * Finishes the board of a run that was killed, as resuming and finishing it
 * would: the journal's rows are written to the backend's files, which are then
 * verified.
 *
 * In `metadata.json` only `status`, `finished_at` and `error` change: the run gets the
 * status `crashed`, at the time when it logged last, and the reason that readers have told so far. No row is added. A
 * `metadata.json` that is damaged or missing is written anew.
 *
 * @param boardDir The absolute path of the board's folder.
 * @returns The metadata as it is now; `undefined` where there was nothing to do.
 * @throws {BoardLockedError} Where a live Board writes to it.
 * @throws {Error} Where it is not a board, or its files cannot be completed.
 * The journal is kept then.
 */
export async function repairBoard(
  boardDir: string,
  { onProblem, lastRowAt }: RepairOptions,
): Promise<Metadata | undefined> {
  const wasRewinding = isRewinding(boardDir);
  if (!wasRewinding && !needsRepair(boardDir, readBoard(boardDir))) return undefined;
  checkBoardFolders(boardDir);
  const lock = takeLock(boardDir);
  try {
    checkLinkedFiles(boardDir);
    completeRewind(boardDir);
    const found = readBoard(boardDir); // Again: it may have been finished before we had the lock.
    if (!needsRepair(boardDir, found)) return wasRewinding ? found.metadata : undefined;
    const { metadata, problem } = found;
    checkBackend(boardDir, metadata.backend);
    checkSparseFiles(boardDir, metadata.backend);
    const lastWriteAt = lastWrite(boardDir);
    const endedAt = lastRowAt ?? lastWriteAt ?? new Date(metadata.created_at);
    if (isUnfinished(boardDir, metadata)) await finishFiles(boardDir, metadata, onProblem);
    if (metadata.status === "running") {
      metadata.status = "crashed";
      metadata.error = killedReason(metadata, lastWriteAt);
    }
    metadata.finished_at ??= endedAt.toISOString();
    if (problem !== undefined) {
      onProblem(`${problem}; it is written anew`);
      setAsideMetadata(boardDir);
    }
    writeMetadata(boardDir, metadata, { durable: true });
    return metadata;
  } finally {
    lock.release();
  }
}

function readBoard(boardDir: string): EarlierMetadata {
  const found = readEarlierMetadata(boardDir, "repair");
  if (found !== undefined) return found;
  throw new Error(
    `Cannot repair ${boardDir}: expected a board's folder, found no metadata.json in it`,
  );
}

function needsRepair(boardDir: string, { metadata, problem }: EarlierMetadata): boolean {
  return problem !== undefined || isUnfinished(boardDir, metadata);
}

function isUnfinished(boardDir: string, { status }: Metadata): boolean {
  return status === "running" || hasJournal(boardDir);
}

/** The memory backend keeps no rows, and only the user should run the code of a backend module. */
function checkBackend(boardDir: string, backend: string): void {
  if (backend === "duckdb" || backend === "parquet") return;
  const reason = backend === "memory"
    ? "it keeps no files, so its rows are only in the journal"
    : "it is a module of the user's; resume the board in a script, with the same backend";
  throw new Error(`Cannot repair ${boardDir}: it has the backend ${backend}: ${reason}`);
}

function takeLock(boardDir: string): BoardLock {
  try {
    return new BoardLock(boardDir);
  } catch (error) {
    if (error instanceof BoardLockedError) {
      throw new BoardLockedError(
        `Cannot repair the board ${boardDir}: it is live, a process writes it`,
      );
    }
    const reason = error instanceof Error ? error.message : error;
    throw new Error(`Cannot repair ${boardDir}: the folder cannot be written to (${reason})`, {
      cause: error,
    });
  }
}

async function finishFiles(
  boardDir: string,
  metadata: Metadata,
  onProblem: (message: string) => void,
): Promise<void> {
  const { backend } = metadata;
  const client = new WriterClient(
    { boardDir, backend, metadata, flushIntervalMs: FINISH_MS, busyTimeoutMs: BUSY_MS },
    QUEUE_BYTES,
    onProblem,
  );
  try {
    // "inspect" starts the writer, which "finish" alone would not. It also refuses a board that
    // cannot be read before anything is changed.
    await client.request("inspect", FINISH_MS);
    await client.request("finish", FINISH_MS);
    client.stop({ allOnDisk: true });
  } catch (error) {
    client.stop({ allOnDisk: false });
    const cause = error instanceof WriterRequestError ? error.cause as Error : error as Error;
    throw new Error(`Cannot repair the board ${boardDir}: ${cause.message}`, { cause });
  }
}
