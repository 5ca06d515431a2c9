import { lastWrite } from "../../format/last_write.ts";
import { type Metadata, writeMetadata } from "../../format/metadata.ts";
import { type Rewind, rewindsOf } from "../../format/rewinds.ts";
import type { RewindTarget } from "../../writer/rewind_rows.ts";
import { askWriter } from "../ask_writer.ts";
import { readEarlierMetadata } from "../earlier_metadata.ts";
import { lockToRewind } from "./lock_to_rewind.ts";

/**
 * Takes a board back to an earlier row. The rows above are kept aside in the board's folder, where
 * `undoRewind()` finds them.
 *
 * @param boardDir The absolute path of the board's folder.
 * @returns What was done; `undefined` where there are no rows above.
 * @throws {BoardLockedError} Where a live Board writes to it.
 * @throws {RangeError} Where it has no such row. Nothing was changed.
 */
export async function rewindBoard(
  boardDir: string,
  target: RewindTarget,
  onProblem: (message: string) => void,
): Promise<Rewind | undefined> {
  const { lock, metadata } = lockToRewind(boardDir);
  try {
    const before = rewindsOf(metadata).at(-1);
    const ended = asEnded(boardDir, metadata);
    await askWriter({ purpose: "rewind", boardDir, metadata: ended, onProblem, rewind: target });
    const now = readEarlierMetadata(boardDir, "rewind")?.metadata ?? metadata;
    const rewind = rewindsOf(now).at(-1);
    if (rewind?.at !== before?.at) return rewind;
    if (metadata.status === "running") writeMetadata(boardDir, ended, { durable: true });
    return undefined;
  } finally {
    lock.release();
  }
}

/** Of a run that was killed: its files are completed first. */
function asEnded(boardDir: string, metadata: Metadata): Metadata {
  if (metadata.status !== "running") return metadata;
  const endedAt = lastWrite(boardDir)?.toISOString() ?? metadata.created_at;
  return { ...metadata, status: "crashed", finished_at: metadata.finished_at ?? endedAt };
}
