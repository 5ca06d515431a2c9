import type { Metadata } from "../../format/metadata.ts";
import type { TableState } from "../../format/table_state.ts";
import type { RewindTarget } from "../../writer/rewind_rows.ts";
import { WriterClient } from "../worker/writer_client.ts";
import { WriterRequestError } from "../worker/writer_request_error.ts";

/** No limit: a large board takes its time, and a writer that hangs is noticed anyway. */
const MAX_MS = 2 ** 31 - 1;
/** How long to wait for files that another process holds. */
const BUSY_MS = 20_000;
/** No rows are posted, so the bound does not matter. */
const QUEUE_BYTES = 1024 ** 2;

/**
 * Has a writer tell what a board holds whose lock is held, after it has taken it back to an earlier
 * row, where one is given. It has ended when this resolves.
 */
export async function inspectBoard(
  boardDir: string,
  metadata: Metadata,
  onProblem: (message: string) => void,
  rewind?: RewindTarget,
): Promise<TableState[]> {
  const { backend } = metadata;
  const client = new WriterClient(
    { boardDir, backend, metadata, flushIntervalMs: MAX_MS, busyTimeoutMs: BUSY_MS, rewind },
    QUEUE_BYTES,
    onProblem,
  );
  try {
    const reply = await client.request("inspect", MAX_MS);
    return reply.type === "inspected" ? reply.tables : [];
  } catch (error) {
    const cause = error instanceof WriterRequestError ? error.cause as Error : error as Error;
    if (cause.message.startsWith("Cannot")) throw cause;
    throw new Error(`Cannot rewind ${boardDir}: ${cause.message}`, { cause });
  } finally {
    client.stop({ allOnDisk: false });
  }
}
