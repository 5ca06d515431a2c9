import type { QueryCancellation } from "../query/query_cancellation.ts";
import type { BoardSnapshot } from "./board_snapshot.ts";
import { FilesChangedError } from "./files_changed_error.ts";

/**
 * Does some work with snapshots, and waits until the files that it read were compared with their
 * checksums.
 *
 * @throws {FilesChangedError} Where files are damaged: the next snapshot is without them.
 */
export async function runCompared<T>(
  snapshots: readonly (BoardSnapshot | undefined)[],
  work: () => Promise<T>,
  cancellation?: QueryCancellation,
): Promise<T> {
  let value: T;
  try {
    value = await work();
  } catch (error) {
    // Damage may be the reason. Who has cancelled does not wait for it.
    if (cancellation?.reason === undefined) await compare(snapshots, cancellation);
    throw error;
  }
  await compare(snapshots, cancellation);
  return value;
}

async function compare(
  snapshots: readonly (BoardSnapshot | undefined)[],
  cancellation?: QueryCancellation,
): Promise<void> {
  let isDamaged = false;
  for (const snapshot of snapshots) {
    if (await snapshot?.findDamage(cancellation)) isDamaged = true;
  }
  if (isDamaged) throw new FilesChangedError("files turned out damaged");
}
