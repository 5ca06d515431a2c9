import { join } from "@std/path";
import type { TableName } from "../format/tables.ts";
import type { LocalBoard } from "./local_board.ts";
import type { RemoteBoard } from "../stores/remote/remote_board.ts";
import type { SyncRecord } from "../stores/remote/sync_record.ts";
import type { StoreCallOptions, StoreContent } from "../stores/store.ts";
import { isStoreError } from "../stores/store_error.ts";
import type { SyncPart } from "./sync_parts.ts";

/** How a board is sent. */
export interface PushSettings extends StoreCallOptions {
  /** What of it, besides metadata and metrics. */
  parts: ReadonlySet<SyncPart>;
  /** A folder for files of the moment. */
  tempDir: string;
  /** From how many pieces on the rows of a table are put together in `data/`. Default: 1000. */
  maxPieces?: number;
}

/** One round of a board, from what it is at home to what is in the store. */
export class PushRound {
  /** How many rows were written. */
  rows = 0;
  /** What was left out, in words. */
  readonly problems: string[] = [];
  /** The board in the store. */
  readonly remote: RemoteBoard;
  /** The board at home. */
  readonly local: LocalBoard;
  /** How it is sent. */
  readonly settings: PushSettings;

  /** Sends nothing yet. */
  constructor(remote: RemoteBoard, local: LocalBoard, settings: PushSettings) {
    this.remote = remote;
    this.local = local;
    this.settings = settings;
  }

  /** By what the board is known to be the same one, and what lists of boards show of it. */
  async described(
    lastSteps: Readonly<Partial<Record<TableName, number>>>,
  ): Promise<Pick<SyncRecord, "last" | "counts">> {
    const step = lastSteps.metrics ?? -1;
    const counts = mostOf(await this.local.counts(lastSteps), this.remote.record.content.counts);
    const loggedAt = step === -1 ? undefined : await this.local.loggedAt(step);
    return { counts, ...(loggedAt !== undefined && { last: { step, logged_at: loggedAt } }) };
  }

  /** Writes the rows of some steps to a file for as long as they are sent. */
  async withRows(
    table: TableName,
    first: number,
    last: number,
    send: (path: string, rowCount: number) => Promise<void>,
  ): Promise<void> {
    const path = join(this.settings.tempDir, `${crypto.randomUUID()}.parquet`);
    const { signal } = this.settings;
    await this.local.withRows({ table, first, last, path }, signal, async (rowCount) => {
      await send(path, rowCount);
      this.rows += rowCount;
    });
  }

  /** Writes an object whose key says what it holds: whoever has written it, it is the same. */
  async putOnce(key: string, content: StoreContent): Promise<void> {
    try {
      await this.remote.put(key, content, "absent");
    } catch (error) {
      if (!isStoreError(error, "conflict")) throw error;
    }
  }
}

/** What there was at home at most: rows that are lost there are in the store. */
function mostOf<Counts extends Record<string, number>>(now: Counts, before?: Counts): Counts {
  const entries = Object.entries(now).map(([name, count]) =>
    [name, Math.max(count, before?.[name] ?? 0)] as const
  );
  return Object.fromEntries(entries) as Counts;
}
