import { checkBoardFolders } from "../format/board_folders.ts";
import { completeRewind } from "../format/complete_rewind.ts";
import { isRewinding } from "../format/rows_folder.ts";
import { formatOfBackend } from "../format/files_format.ts";
import { hasJournal } from "../format/guess_metadata.ts";
import { checkLinkedFiles } from "../format/linked_files.ts";
import { checkSparseFiles } from "../format/sparse_files.ts";
import { killedReason } from "../format/killed_reason.ts";
import { lastWrite } from "../format/last_write.ts";
import { type Metadata, writeMetadata } from "../format/metadata.ts";
import { setAsideMetadata } from "../format/set_aside_metadata.ts";
import { askWriter } from "./ask_writer.ts";
import { type EarlierMetadata, readEarlierMetadata } from "./earlier_metadata.ts";
import { lockEndedBoard } from "./lock_ended_board.ts";

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
  const lock = lockEndedBoard(boardDir, "repair");
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
    if (isUnfinished(boardDir, metadata)) {
      await askWriter({ purpose: "repair", boardDir, metadata, onProblem, finish: true });
    }
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
  if (formatOfBackend(backend) !== undefined) return;
  const reason = backend === "memory"
    ? "it keeps no files, so its rows are only in the journal"
    : "it is a module of the user's; resume the board in a script, with the same backend";
  throw new Error(`Cannot repair ${boardDir}: it has the backend ${backend}: ${reason}`);
}
