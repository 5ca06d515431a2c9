/**
 * The way from the journal to the backend's files.
 *
 * @module
 */
import { type Backend, BackendDamagedError, type OpenBackend } from "../backends/backend.ts";
import type { TableState } from "../format/table_state.ts";
import { TableStates } from "../backends/table_states.ts";
import { type Block, rowsAbove } from "../format/block.ts";
import type { TableName } from "../format/tables.ts";
import {
  isBefore,
  type Journal,
  JournalLostError,
  type JournalPosition,
} from "./journal/journal.ts";
import { completeQuarantine, quarantine } from "./journal/journal_base.ts";

/** A long replay is committed in portions of about this size, to bound a backend's memory. */
const PORTION_BYTES = 128 * 1024 ** 2;
/** A commit lets new blocks into the journal after this long. */
const SLICE_MS = 20;
/** Files are taken for damaged, and made again, no more often than this. */
const MAX_SET_ASIDES = 3;

/** What a {@linkcode Committer} works with. */
export interface CommitterSettings {
  /** The board's `data` folder, absolute. */
  dataDir: string;
  /** The journal's folder in it. */
  journalDir: string;
  /** Opens the storage format. */
  openBackend: OpenBackend;
  /** Throws where the board's folder is not there, or is not the one that it was. */
  checkFolder(): void;
  /** Is told, in the midst of long work, that it goes on. */
  onAlive(): void;
  /** Is told, for the user, what went wrong. */
  onProblem(message: string): void;
}

/**
 * Keeps the backend's files a view of the journal: replays what they lack,
 * verifies them, and makes them again where they are damaged.
 *
 * One call at a time: who calls waits for the last one.
 */
export class Committer {
  /** The last step that is in the backend's files, as far as is known; -1 for none. */
  committedStep = -1;
  /** Whether the backend's files were ever opened: before, nothing is known of them. */
  hasOpened = false;
  readonly #settings: CommitterSettings;
  readonly #journal: Journal;
  #backend?: Backend;
  /** What the backend held when it was opened, and has taken since. */
  #tables = new Map<TableName, { rowCount: number; lastStep: number }>();
  /** Whether the backend has rows that are not committed. */
  #staged = false;
  /** All before this place is in the backend's files. */
  #committed: JournalPosition;
  /** The backend's files may be torn: a writer was cut off, or it is time to verify. */
  #unverified: boolean;
  #setAsides = 0;

  /** Opens nothing yet. */
  constructor(settings: CommitterSettings, journal: Journal) {
    this.#settings = settings;
    this.#journal = journal;
    this.#committed = journal.start;
    this.#unverified = journal.exists;
  }

  /** What the files hold once the journal is replayed into them. Writes nothing. */
  async inspect(): Promise<TableState[]> {
    const backend = await this.#open();
    const tables = new TableStates(await backend.tables());
    const giveTurn = this.#turnGiver();
    for (const { block } of this.#journal.read(this.#journal.start)) {
      const fresh = rowsAbove(block, tables.get(block.table)?.lastStep ?? -1);
      if (fresh !== undefined) tables.add(fresh);
      await giveTurn();
    }
    return tables.all();
  }

  /** Whether something before `target` is not in the backend's files. */
  lacks(target: JournalPosition): boolean {
    return isBefore(this.#committed, target);
  }

  /** Brings the files up to `target`. After an error the next try starts from the files. */
  async commit(target: JournalPosition): Promise<void> {
    if (!this.lacks(target)) return;
    try {
      await this.#replay(await this.#open(), target);
    } catch (error) {
      if (isDamaged(error)) {
        await this.#makeAgain(error);
        return await this.commit(target);
      }
      // A backend that was busy at its first row is as it was.
      if (this.#staged || !isBusy(error)) await this.abort();
      if (error instanceof JournalLostError) this.#goOnWithout(error);
      throw error;
    }
  }

  /**
   * Brings the files into their final form, and reads back what they hold:
   * everything before `target`, or they are made again, once.
   */
  async finish(target: JournalPosition): Promise<void> {
    try {
      await this.#verify();
    } catch (error) {
      if (!isDamaged(error)) throw error;
      await this.#makeAgain(error);
      await this.commit(target);
      await this.#verify();
    }
  }

  /** The journal was removed, as all of it is in the files. */
  startOver(): void {
    this.#committed = this.#journal.start;
  }

  /** Lets go of the backend as it is. */
  async abort(): Promise<void> {
    await this.#backend?.abort();
    this.#backend = undefined;
    this.#staged = false;
  }

  /** Says, for the log file, what the files hold. */
  describe(): string {
    return [...this.#tables]
      .map(([table, { rowCount }]) => `${table} has ${rowCount} rows`).join(", ");
  }

  async #replay(backend: Backend, target: JournalPosition): Promise<void> {
    let portionBytes = 0;
    const giveTurn = this.#turnGiver();
    const commit = async (end: JournalPosition) => {
      if (this.#staged) await backend.commit();
      this.#staged = false;
      this.committedStep = this.#lastStep();
      this.#committed = end;
      portionBytes = 0;
    };
    for (const { block, end, byteCount } of this.#journal.read(this.#committed)) {
      const fresh = rowsAbove(block, this.#tables.get(block.table)?.lastStep ?? -1);
      if (fresh !== undefined) {
        await backend.append(fresh);
        this.#staged = true;
        this.#count(fresh);
      }
      if (!isBefore(end, target)) break;
      portionBytes += byteCount;
      if (portionBytes > PORTION_BYTES) await commit(end);
      await giveTurn();
    }
    await commit(target);
  }

  /** To be called in the midst of long work: says that it goes on, and lets new blocks in. */
  #turnGiver(): () => Promise<void> | undefined {
    let sliceStart = performance.now();
    return () => {
      this.#settings.onAlive();
      if (performance.now() - sliceStart < SLICE_MS) return;
      return new Promise((resolve) =>
        setTimeout(() => {
          sliceStart = performance.now();
          resolve();
        }, 0)
      );
    };
  }

  async #verify(): Promise<void> {
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

  /** The backend, opened. Files that turn out damaged are made again from the journal. */
  async #open(): Promise<Backend> {
    if (this.#backend !== undefined) return this.#backend;
    const { dataDir, journalDir, onAlive } = this.#settings;
    try {
      completeQuarantine(dataDir, journalDir, onAlive);
      return await this.#openFiles();
    } catch (error) {
      if (!isDamaged(error) || !this.#journal.exists) throw error;
      await this.#makeAgain(error);
      return await this.#openFiles();
    }
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
    this.hasOpened = true;
    this.committedStep = this.#lastStep();
    // Whatever the files are, the journal is read from its start; what they
    // have of it already is passed over.
    this.#committed = this.#journal.start;
    return this.#backend = backend;
  }

  /** Sets the files aside. The journal has all that came since the base, which takes their place. */
  async #makeAgain(reason: Error): Promise<void> {
    this.#settings.checkFolder(); // Another folder's files are not ours to move.
    // What happens again and again is no damage of the files.
    if (++this.#setAsides > MAX_SET_ASIDES) throw reason;
    await this.abort();
    const { dataDir, journalDir, onAlive } = this.#settings;
    const folder = quarantine(dataDir, journalDir, onAlive);
    this.#committed = this.#journal.start;
    this.#settings.onProblem(
      `The board's files were damaged (${reason.message}). They were set aside in ${folder}, ` +
        `and are made again from the journal, which has all rows of the unfinished run`,
    );
  }

  /** Somebody removed the journal under us. What is on its way goes into a new one. */
  #goOnWithout(lost: JournalLostError): void {
    this.#settings.checkFolder(); // With the whole folder it may come back.
    if (!this.#journal.isLost) return;
    this.#settings.onProblem(
      `The journal was removed while the run was live (${lost.message}): the rows of steps ` +
        `${this.committedStep + 1} to ${this.#journal.lastStep} are lost`,
    );
    this.#journal.giveUp();
    this.#committed = this.#journal.end;
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
}

/** Whether an error says that another process holds the backend's files. */
export function isBusy(error: unknown): error is Error {
  return error instanceof Error && error.name === "BackendBusyError";
}

function isDamaged(error: unknown): error is Error {
  return error instanceof Error && error.name === "BackendDamagedError";
}
