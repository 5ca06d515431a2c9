import type { Metadata } from "../format/metadata.ts";
import type { TableState } from "../format/table_state.ts";
import type { RewindTarget } from "../writer/rewind_rows.ts";
import { WriterClient } from "./worker/writer_client.ts";
import { causeOf } from "./worker/writer_request_error.ts";

/** No limit: a large board takes its time, and a writer that hangs is noticed anyway. */
const MAX_MS = 2 ** 31 - 1;
/** How long to wait for files that another process holds. */
const BUSY_MS = 20_000;
/** No rows are posted, so the bound does not matter. */
const QUEUE_BYTES = 1024 ** 2;

/** What a writer is to do with a board that nobody logs to. */
export interface Task {
  /** What it is for, as errors have it. */
  purpose: "repair" | "rewind";
  /** The board's folder, absolute. Whoever asks holds its lock. */
  boardDir: string;
  /** The board's metadata. */
  metadata: Metadata;
  /** Called with what the user must hear of. */
  onProblem(message: string): void;
  /** The row that the board is taken back to first. */
  rewind?: RewindTarget;
  /** Whether to complete the backend's files, and verify them. */
  finish?: boolean;
}

/**
 * Has a writer of its own look into a board, and change it as the task says. The writer has ended
 * when this resolves.
 *
 * @returns What the board holds.
 * @throws {Error} With what the writer could not do.
 */
export async function askWriter(
  { purpose, boardDir, metadata, onProblem, rewind, finish = false }: Task,
): Promise<TableState[]> {
  const { backend } = metadata;
  const client = new WriterClient(
    { boardDir, backend, metadata, flushIntervalMs: MAX_MS, busyTimeoutMs: BUSY_MS, rewind },
    QUEUE_BYTES,
    onProblem,
  );
  try {
    // Before "finish", too, which alone would not start the writer: a board that cannot be read is
    // refused before anything is changed.
    const reply = await client.request("open", MAX_MS);
    if (finish) await client.request("finish", MAX_MS);
    return reply.type === "opened" ? reply.tables : [];
  } catch (error) {
    const cause = causeOf(error);
    const begin = `Cannot ${purpose} ${boardDir}`;
    throw cause.message.startsWith(begin)
      ? cause
      : new Error(`${begin}: ${cause.message}`, { cause });
  } finally {
    client.stop({ allOnDisk: false });
  }
}
