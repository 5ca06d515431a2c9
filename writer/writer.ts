/**
 * The writer: puts blocks into the journal as they come, and from the journal
 * into the backend when it is time.
 *
 * @module
 */
import { join } from "@std/path";
import {
  type Backend,
  BackendBusyError,
  type OpenBackend,
  type TableState,
} from "../backends/backend.ts";
import { TableStates } from "../backends/table_state.ts";
import { type Block, rowsAbove, type TableName } from "./block.ts";
import { Journal, type JournalPosition } from "./journal.ts";
import { keepBase } from "./journal_base.ts";

/** A long replay is committed in portions of about this size, to bound a backend's memory. */
const PORTION_BYTES = 64 * 1024 ** 2;
/** A commit lets new blocks into the journal after this long. */
const SLICE_MS = 20;
/** Commits take at most this part of the worker's time. */
const COMMIT_SHARE = 0.1;

type RowRange = Pick<Block, "table" | "rowCount" | "lastStep">;

/** What a {@linkcode Writer} works with. */
export interface WriterSettings {
  /** The board's `data` folder, absolute. */
  dataDir: string;
  /** Opens the storage format. */
  openBackend: OpenBackend;
  /** How often the backend catches up by itself, in milliseconds. */
  flushIntervalMs: number;
  /** How long a flush waits for a backend that others hold, in milliseconds. */
  busyTimeoutMs: number;
  /** Is told when the journal took over a block. */
  onTaken(byteCount: number): void;
  /** Is told, for the user, what went wrong. */
  onProblem(message: string): void;
  /** Is told, for the log file, what happened. */
  onEvent(message: string): void;
}

/** One board's writer. It knows neither its thread nor its backend. */
export class Writer {
  readonly #settings: WriterSettings;
  readonly #journalDir: string;
  readonly #journal: Journal;
  /** Blocks that the journal could not take yet, oldest first. */
  readonly #waiting: { block: Block; byteCount: number }[] = [];
  /** Whether the journal folder holds what a later writer would start from. */
  #hasJournal: boolean;
  #backend?: Backend;
  /** What the backend held when it was opened, and has taken since. */
  #tables = new Map<TableName, { rowCount: number; lastStep: number }>();
  /** All before this place is in the backend's files. */
  #committed: JournalPosition;
  /** The work on the backend: one piece at a time, in the order of asking. */
  #turn: Promise<unknown> = Promise.resolve();
  #timer?: ReturnType<typeof setTimeout>;
  #lastCommitMs = 0;

  /** Looks at the journal of an earlier writer; writes nothing. */
  constructor(settings: WriterSettings) {
    this.#settings = settings;
    this.#journalDir = join(settings.dataDir, "journal");
    this.#journal = new Journal(this.#journalDir, settings.onProblem);
    this.#committed = this.#journal.start;
    this.#hasJournal = this.#journal.exists;
  }

  /** What the board's folder holds, the journal included. Writes nothing. */
  inspect(): Promise<TableState[]> {
    return this.#inTurn(async () => {
      const backend = await this.#open();
      const tables = new TableStates(await backend.tables());
      for (const { block } of this.#journal.read(this.#journal.start)) {
        const fresh = rowsAbove(block, tables.get(block.table)?.lastStep ?? -1);
        if (fresh !== undefined) tables.add(fresh);
      }
      return tables.all();
    });
  }

  /** Puts a block into the journal. What fails is tried again; nothing is thrown. */
  take(block: Block, byteCount: number): void {
    this.#waiting.push({ block, byteCount });
    try {
      this.#journalWaiting();
    } catch (error) {
      this.#settings.onProblem(
        `Cannot write to ${this.#journalDir} (${
          messageOf(error)
        }): new rows are kept in memory for now`,
      );
    }
    this.#timer ??= setTimeout(() => this.#commitByItself(), this.#pauseMs());
  }

  /** Brings all blocks taken so far into the backend's files, durably. */
  async flush(): Promise<void> {
    this.#journalWaiting();
    this.#journal.sync();
    const target = this.#journal.end;
    await this.#inTurn(() => this.#commitWhenFree(target));
  }

  /**
   * Flushes, closes the backend, reads its files back, and only then removes
   * the journal. Blocks that come later start the next run on the same files.
   */
  async finish(): Promise<void> {
    await this.flush();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#inTurn(async () => {
      if (!this.#hasJournal) return await this.#abort();
      const written = this.#tables;
      await (await this.#open()).close();
      this.#backend = undefined;
      await this.#open();
      for (const [table, { rowCount, lastStep }] of written) {
        const found = this.#tables.get(table);
        if (found?.rowCount === rowCount && found.lastStep === lastStep) continue;
        throw new Error(
          `Cannot verify the table ${table}: wrote ${rowCount} rows up to step ${lastStep}, read back ${
            found?.rowCount ?? 0
          } up to step ${found?.lastStep ?? -1}`,
        );
      }
      await this.#abort();
      this.#journal.remove();
      this.#hasJournal = false;
      this.#committed = this.#journal.start;
      this.#settings.onEvent(`Finished: ${describeTables(written)}`);
    });
  }

  #journalWaiting(): void {
    while (this.#waiting.length > 0) {
      const { block, byteCount } = this.#waiting[0];
      if (!this.#hasJournal) keepBase(this.#settings.dataDir, this.#journalDir);
      this.#hasJournal = true;
      this.#journal.append(block);
      this.#waiting.shift();
      this.#settings.onTaken(byteCount);
    }
  }

  async #commitByItself(): Promise<void> {
    this.#timer = undefined;
    try {
      this.#journalWaiting();
      await this.#inTurn(() => this.#commit(this.#journal.end));
    } catch (error) {
      if (error instanceof BackendBusyError) {
        this.#settings.onEvent(`Commit put off: ${error.message}`);
      } else {
        this.#settings.onProblem(
          `Cannot bring the backend's files up to date (${
            messageOf(error)
          }): the rows are in the journal, and it is tried again`,
        );
      }
      this.#timer ??= setTimeout(() => this.#commitByItself(), this.#pauseMs());
    }
  }

  async #commitWhenFree(target: JournalPosition): Promise<void> {
    const deadline = performance.now() + this.#settings.busyTimeoutMs;
    for (;;) {
      try {
        return await this.#commit(target);
      } catch (error) {
        if (!(error instanceof BackendBusyError) || performance.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 80));
      }
    }
  }

  /** Brings the backend up to `target`. After an error the next try starts from the files. */
  async #commit(target: JournalPosition): Promise<void> {
    if (!isBefore(this.#committed, target)) return;
    const start = performance.now();
    try {
      await this.#replay(await this.#open(), target);
    } catch (error) {
      await this.#abort();
      throw error;
    }
    this.#lastCommitMs = performance.now() - start;
  }

  async #replay(backend: Backend, target: JournalPosition): Promise<void> {
    let portionBytes = 0;
    let sliceStart = performance.now();
    const appended: RowRange[] = [];
    const commit = async (end: JournalPosition) => {
      if (appended.length > 0) await backend.commit();
      for (const range of appended.splice(0)) this.#count(range);
      this.#committed = end;
      portionBytes = 0;
    };
    for (const { block, end, byteCount } of this.#journal.read(this.#committed)) {
      const fresh = rowsAbove(block, this.#tables.get(block.table)?.lastStep ?? -1);
      if (fresh !== undefined) {
        await backend.append(fresh);
        const { table, rowCount, lastStep } = fresh;
        appended.push({ table, rowCount, lastStep });
      }
      if (!isBefore(end, target)) break;
      portionBytes += byteCount;
      if (portionBytes > PORTION_BYTES) await commit(end);
      if (performance.now() - sliceStart > SLICE_MS) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        sliceStart = performance.now();
      }
    }
    await commit(target);
  }

  async #open(): Promise<Backend> {
    if (this.#backend !== undefined) return this.#backend;
    const backend = await this.#settings.openBackend({ dataDir: this.#settings.dataDir });
    try {
      this.#tables = new Map(
        (await backend.tables()).map(({ table, rowCount, lastStep }) => [
          table,
          { rowCount, lastStep },
        ]),
      );
    } catch (error) {
      await backend.abort();
      throw error;
    }
    return this.#backend = backend;
  }

  async #abort(): Promise<void> {
    await this.#backend?.abort();
    this.#backend = undefined;
  }

  #count({ table, rowCount, lastStep }: RowRange): void {
    this.#tables.set(table, {
      rowCount: (this.#tables.get(table)?.rowCount ?? 0) + rowCount,
      lastStep,
    });
  }

  #pauseMs(): number {
    return Math.max(this.#settings.flushIntervalMs, this.#lastCommitMs * (1 / COMMIT_SHARE - 1));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }
}

function isBefore(a: JournalPosition, b: JournalPosition): boolean {
  return a.segment < b.segment || (a.segment === b.segment && a.offset < b.offset);
}

function describeTables(tables: Map<TableName, { rowCount: number }>): string {
  return [...tables].map(([table, { rowCount }]) => `${table} has ${rowCount} rows`).join(", ");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
