/**
 * The writer: puts blocks into the journal as they come, and from the journal
 * into the backend when it is time.
 *
 * @module
 */
import { dirname, join } from "@std/path";
import {
  type Backend,
  BackendDamagedError,
  type OpenBackend,
  type TableState,
} from "../backends/backend.ts";
import { TableStates } from "../backends/table_state.ts";
import { type Block, rowsAbove, type TableName } from "./block.ts";
import { FolderWatch } from "./folder_watch.ts";
import { Journal, JournalLostError, type JournalPosition } from "./journal.ts";
import { keepBase, setAside } from "./journal_base.ts";
import { MediaStore } from "./media/media_store.ts";
import { recordBlocks } from "./record_blocks.ts";
import type { Records } from "./records.ts";

/** A long replay is committed in portions of about this size, to bound a backend's memory. */
const PORTION_BYTES = 64 * 1024 ** 2;
/** A commit lets new blocks into the journal after this long. */
const SLICE_MS = 20;
/** Files are taken for damaged, and made again, no more often than this. */
const MOST_SET_ASIDES = 3;
/** What the disk refuses is tried again after this long. */
const RETRY_MS = 500;
/** Commits take at most this part of the worker's time. */
const COMMIT_SHARE = 0.1;

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
  /** Whether to leave the backend alone, and only write the journal. */
  journalOnly: boolean;
  /** Is told when the journal took over a block. */
  onTaken(byteCount: number): void;
  /** Is told when all media of some records are on disk, and their rows taken. */
  onRecordsTaken(byteCount: number): void;
  /** Is told, in the midst of long work, that it goes on. */
  onAlive(): void;
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
  readonly #folder: FolderWatch;
  /** Blocks that the journal could not take yet, oldest first. */
  readonly #waiting: { block: Block; byteCount: number }[] = [];
  /** Whether the journal folder holds what a later writer would start from. */
  #hasJournal: boolean;
  /** The backend's files may be torn: a writer was cut off, or it is time to verify. */
  #unverified: boolean;
  #backend?: Backend;
  #committedStep = -1;
  #journaledStep = -1;
  /** Whether the backend has rows that are not committed. */
  #staged = false;
  /** What the backend held when it was opened, and has taken since. */
  #tables = new Map<TableName, { rowCount: number; lastStep: number }>();
  /** All before this place is in the backend's files. */
  #committed: JournalPosition;
  /** The work on the backend: one piece at a time, in the order of asking. */
  #turn: Promise<unknown> = Promise.resolve();
  readonly #media: MediaStore;
  /** The work on records: one log call after the other. */
  #records: Promise<void> = Promise.resolve();
  #timer?: ReturnType<typeof setTimeout>;
  #lastCommitMs = 0;
  #setAsides = 0;

  /** Looks at the journal of an earlier writer; writes nothing. */
  constructor(settings: WriterSettings) {
    this.#settings = settings;
    this.#journalDir = join(settings.dataDir, "journal");
    const boardDir = dirname(settings.dataDir);
    this.#folder = new FolderWatch(boardDir);
    this.#media = new MediaStore(boardDir);
    this.#journal = new Journal(this.#journalDir, settings.onProblem);
    this.#committed = this.#journal.start;
    this.#hasJournal = this.#unverified = this.#journal.exists;
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

  /**
   * Stores media and works out rows, one log call after the other; the rows
   * go the way of all blocks. What the disk refuses is tried again.
   */
  takeRecords(records: Records, byteCount: number): void {
    this.#records = this.#records.then(async () => {
      for (const block of await this.#recordBlocks(records)) this.take(block, 0);
      this.#settings.onRecordsTaken(byteCount);
    });
  }

  /** Brings all blocks taken so far into the backend's files, durably. */
  async flush(): Promise<void> {
    await this.#records;
    this.#media.sync();
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
      while (this.#hasJournal) {
        const target = this.#journal.end;
        await this.#commitWhenFree(target);
        try {
          await this.#verifyFiles();
        } catch (error) {
          if (!isDamaged(error)) throw error;
          await this.#setAside(error);
          await this.#commit(target);
          await this.#verifyFiles();
        }
        if (!isBefore(target, this.#journal.end)) this.#removeJournal();
      }
      this.#journal.removeRemains();
      await this.#abort();
    });
  }

  /** Brings the files into their final form, and reads back what they hold. */
  async #verifyFiles(): Promise<void> {
    await (await this.#open()).close();
    this.#backend = undefined;
    const written = this.#tables;
    this.#unverified = true;
    await this.#openFiles();
    for (const [table, { rowCount, lastStep }] of written) {
      const found = this.#tables.get(table) ?? { rowCount: 0, lastStep: -1 };
      if (found.rowCount === rowCount && found.lastStep === lastStep) continue;
      throw new BackendDamagedError(
        `Cannot verify the table ${table}: wrote ${rowCount} rows up to step ${lastStep}, ` +
          `read back ${found.rowCount} up to step ${found.lastStep}`,
      );
    }
  }

  #removeJournal(): void {
    if (this.#committedStep < this.#journaledStep) {
      throw new Error(`Steps up to ${this.#committedStep} were verified, not all that were logged`);
    }
    this.#journal.remove();
    this.#hasJournal = false;
    this.#committed = this.#journal.start;
    this.#settings.onEvent(`Finished: ${describeTables(this.#tables)}`);
  }

  /** Says, for an error message, where the rows are that were logged. */
  whereabouts(): string {
    const inMemory = this.#waiting.at(-1)?.block.lastStep;
    return [
      `Steps up to ${this.#committedStep} are in the backend's files`,
      this.#journaledStep > this.#committedStep && `up to ${this.#journaledStep} in the journal`,
      inMemory !== undefined && `up to ${inMemory} in memory alone`,
    ].filter(Boolean).join(", ");
  }

  async #recordBlocks(records: Records): Promise<Block[]> {
    for (;;) {
      try {
        this.#folder.check();
        return await recordBlocks(records, this.#media, this.#settings.onProblem);
      } catch (error) {
        this.#settings.onProblem(
          `Cannot store what was logged with images, tables and the like (${
            messageOf(error)
          }): it is kept in memory, and tried again`,
        );
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  #journalWaiting(): void {
    if (this.#waiting.length > 0) this.#folder.check();
    while (this.#waiting.length > 0) {
      const { block, byteCount } = this.#waiting[0];
      this.#settings.onAlive();
      if (!this.#hasJournal) {
        keepBase(this.#settings.dataDir, this.#journalDir, this.#settings.onAlive);
      }
      this.#hasJournal = true;
      this.#journal.append(block);
      this.#journaledStep = block.lastStep;
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
      if (isBusy(error)) {
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
        if (!isBusy(error) || performance.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 80));
      }
    }
  }

  /** Brings the backend up to `target`. After an error the next try starts from the files. */
  async #commit(target: JournalPosition): Promise<void> {
    if (!isBefore(this.#committed, target)) return;
    this.#folder.check();
    if (this.#settings.journalOnly) {
      throw new Error("The backend has failed too often: new rows are in the journal alone");
    }
    const start = performance.now();
    try {
      await this.#replay(await this.#open(), target);
    } catch (error) {
      if (isDamaged(error)) {
        await this.#setAside(error);
        return await this.#commit(target);
      }
      if (error instanceof JournalLostError) this.#goOnWithout(error);
      // A backend that was busy at its first row is as it was.
      if (this.#staged || !isBusy(error)) await this.#abort();
      throw error;
    }
    this.#lastCommitMs = performance.now() - start;
  }

  /** Somebody removed the journal under us. What is on its way goes into a new one. */
  #goOnWithout(lost: JournalLostError): void {
    this.#journal.close();
    this.#committed = this.#journal.end;
    this.#hasJournal = this.#journal.exists; // Without it the next block begins with a base.
    this.#settings.onProblem(
      `The journal was removed while the run was live (${lost.message}): the rows of steps ` +
        `${this.#committedStep + 1} to ${this.#journaledStep} are lost`,
    );
    this.#journaledStep = this.#committedStep;
  }

  async #replay(backend: Backend, target: JournalPosition): Promise<void> {
    let portionBytes = 0;
    let sliceStart = performance.now();
    const commit = async (end: JournalPosition) => {
      if (this.#staged) await backend.commit();
      this.#staged = false;
      this.#committedStep = this.#lastStep();
      this.#committed = end;
      portionBytes = 0;
    };
    for (const { block, end, byteCount } of this.#journal.read(this.#committed)) {
      this.#settings.onAlive();
      const fresh = rowsAbove(block, this.#tables.get(block.table)?.lastStep ?? -1);
      if (fresh !== undefined) {
        await backend.append(fresh);
        this.#staged = true;
        this.#count(fresh);
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

  /**
   * The backend, opened. Files that turn out damaged are made again: what the
   * journal holds is all that came since the base.
   */
  async #open(): Promise<Backend> {
    if (this.#backend !== undefined) return this.#backend;
    try {
      return await this.#openFiles();
    } catch (error) {
      if (!isDamaged(error) || !this.#hasJournal) throw error;
      await this.#setAside(error);
      return await this.#openFiles();
    }
  }

  async #setAside(reason: Error): Promise<void> {
    // What happens again and again is no damage of the files.
    if (++this.#setAsides > MOST_SET_ASIDES) throw reason;
    await this.#abort();
    const folder = setAside(this.#settings.dataDir, this.#journalDir);
    this.#committed = this.#journal.start;
    this.#settings.onProblem(
      `The board's files were damaged (${reason.message}). They were set aside in ${folder}, ` +
        `and are made again from the journal, which has all rows of the unfinished run`,
    );
  }

  async #openFiles(): Promise<Backend> {
    const backend = await this.#settings.openBackend({ dataDir: this.#settings.dataDir });
    try {
      if (this.#unverified) await backend.verify?.();
      const tables = await backend.tables();
      this.#tables = new Map(
        tables.map(({ table, rowCount, lastStep }) => [table, { rowCount, lastStep }]),
      );
    } catch (error) {
      await backend.abort();
      throw error;
    }
    this.#unverified = false;
    this.#committedStep = this.#lastStep();
    // Whatever the files are, the journal is read from its start; what they
    // have of it already is passed over.
    this.#committed = this.#journal.start;
    return this.#backend = backend;
  }

  async #abort(): Promise<void> {
    await this.#backend?.abort();
    this.#backend = undefined;
    this.#staged = false;
  }

  #lastStep(): number {
    return Math.max(-1, ...[...this.#tables.values()].map(({ lastStep }) => lastStep));
  }

  #count({ table, rowCount, lastStep }: Block): void {
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

function isBusy(error: unknown): error is Error {
  return error instanceof Error && error.name === "BackendBusyError";
}

function isDamaged(error: unknown): error is Error {
  return error instanceof Error && error.name === "BackendDamagedError";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
