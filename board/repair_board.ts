import { join } from "@std/path";
import { BoardLock } from "../format/board_lock.ts";
import { BoardLockedError } from "../format/errors.ts";
import { type Metadata, readMetadata, writeMetadata } from "../format/metadata.ts";
import { WriterClient, WriterRequestError } from "./worker/writer_client.ts";

/** A journal may take its time, a board of a day too: what hangs, the link itself notices. */
const FINISH_MS = 2 ** 31 - 1;
/** A reader that holds the files is waited for this long, in milliseconds. */
const BUSY_MS = 20_000;
/** Nothing is logged, so nothing is under way. */
const QUEUE_BYTES = 1024 ** 2;

/** What {@linkcode repairBoard} needs to know and tells. */
export interface RepairOptions {
  /** Is told what was damaged, and where it was set aside. */
  onProblem(message: string): void;
  /** When the run logged its last row. Default: when its journal last grew. */
  lastRowAt?: Date;
}

/**
 * Finishes the board of a run that was cut off, as a Board does that resumes
 * it: the journal's rows go into the backend's files, which are verified.
 *
 * Of `metadata.json` only `status` and `finished_at` change: a run that was
 * killed has crashed, when it logged last. No row is added.
 *
 * @param boardDir The board's folder, absolute.
 * @returns The metadata as it is now; `undefined` where there was nothing to do.
 * @throws {BoardLockedError} Where a live Board writes it.
 * @throws {Error} Where it is no board, or its files cannot be completed; the
 * journal is still there then.
 */
export async function repairBoard(
  boardDir: string,
  { onProblem, lastRowAt }: RepairOptions,
): Promise<Metadata | undefined> {
  if (!isUnfinished(boardDir, readBoard(boardDir))) return undefined;
  const lock = takeLock(boardDir);
  try {
    const metadata = readBoard(boardDir); // It may have ended until we had the lock.
    if (!isUnfinished(boardDir, metadata)) return undefined;
    checkBackend(boardDir, metadata.backend);
    const endedAt = lastRowAt ?? lastWrite(boardDir) ?? new Date(metadata.created_at);
    await finishFiles(boardDir, metadata.backend, onProblem);
    if (metadata.status === "running") {
      metadata.status = "crashed";
      metadata.finished_at = endedAt.toISOString();
    }
    writeMetadata(boardDir, metadata);
    return metadata;
  } finally {
    lock.release();
  }
}

function readBoard(boardDir: string): Metadata {
  const metadata = readMetadata(boardDir);
  if (metadata !== undefined) return metadata;
  throw new Error(
    `Cannot repair ${boardDir}: expected a board's folder, found no metadata.json in it`,
  );
}

function isUnfinished(boardDir: string, { status }: Metadata): boolean {
  // The second is what a kill within the removal of the first leaves.
  return status === "running" ||
    ["journal", "journal.finished"].some((name) => exists(join(boardDir, "data", name)));
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** When a file was last written that shows the run at work. */
function lastWrite(boardDir: string): Date | undefined {
  const journal = join(boardDir, "data", "journal");
  const segments = exists(journal) ? [...Deno.readDirSync(journal)] : [];
  const paths = segments.filter(({ isFile }) => isFile).map(({ name }) => join(journal, name));
  const times = [join(boardDir, "metadata.json"), ...paths].map((path) =>
    Deno.statSync(path).mtime?.getTime() ?? 0
  );
  return times.some((time) => time > 0) ? new Date(Math.max(...times)) : undefined;
}

/** Memory keeps no rows, and a module's code is for its user to run. */
function checkBackend(boardDir: string, backend: string): void {
  if (backend === "duckdb" || backend === "parquet") return;
  const reason = backend === "memory"
    ? "it keeps no files, so its rows are in the journal alone"
    : "it is a module of its user; resume the board in a script, with the same backend";
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
  backend: string,
  onProblem: (message: string) => void,
): Promise<void> {
  const link = new WriterClient(
    { boardDir, backend, flushIntervalMs: FINISH_MS, busyTimeoutMs: BUSY_MS },
    QUEUE_BYTES,
    onProblem,
  );
  try {
    // A link that was asked for nothing has nothing to finish; and what cannot be read is
    // refused before anything is changed.
    await link.request("inspect", FINISH_MS);
    await link.request("finish", FINISH_MS);
    link.stop({ allOnDisk: true });
  } catch (error) {
    link.stop({ allOnDisk: false });
    const cause = error instanceof WriterRequestError ? error.cause as Error : error as Error;
    throw new Error(`Cannot repair the board ${boardDir}: ${cause.message}`, { cause });
  }
}
