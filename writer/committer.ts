/**
 * A commit is a replay of the journal: the only way that rows get into the backend's files.
 *
 * The journal has every block of the unfinished run, in order; the backend's files are a view of
 * it that lags behind. A commit reads the journal from where the last one ended, appends to the
 * backend the rows that it lacks, and lets it commit them. The same code serves a running board,
 * a resumed one and `kobo repair`, so that the way after a crash is the one that is used all day.
 *
 * - **Which rows the files lack** is told by steps: those above the table's last step. So to
 *   replay a block twice does no harm, and after any error the committer drops the backend, opens
 *   it anew, asks it what it has, and replays the journal from its start.
 * - **New columns** are looked for before the first row is appended, and named to the backend all at
 *   once: a run that logs a new metric every now and then has some in each block.
 * - **A long replay** is committed in portions (`replay_portion.ts`), to bound a
 *   backend's memory. Every {@linkcode SLICE_MS} it lets the
 *   event loop turn, so that new blocks get into the journal meanwhile.
 * - **One log call is one unit.** A commit ends before the first call that awaits its completion,
 *   so the files never have a row of `metrics` without the call's media, or the other way round.
 * - **Damaged files** are quarantined, and made again from the base and the journal
 *   (`journal_base.ts`). They are found where they are opened; where a writer was cut off, and
 *   before a run is finished, they are verified: read to their end.
 * - **A finish** closes the files, opens them anew, verifies them and counts their rows. Only then
 *   may the journal go, which until then is the only copy that is known to be whole.
 *
 * The file has more than 300 lines, as a fifth of them are this header, and settings.
 *
 * @module
 */
import {
  type Backend,
  BackendDamagedError,
  isBusyError,
  isDamagedError,
  type IsKept,
  type OpenBackend,
} from "../backends/backend.ts";
import { TableStates } from "../backends/table_states.ts";
import { type Block, rowsAbove } from "../format/block.ts";
import type { TableState } from "../format/table_state.ts";
import { isEventTable, LOG_TABLES, type TableName } from "../format/tables.ts";
import { sleep } from "../system/sleep.ts";
import { type Journal, JournalLostError } from "./journal/journal.ts";
import { isBefore, type JournalPosition } from "./journal/journal_position.ts";
import { completeQuarantine, type IsDataFile, quarantine } from "./journal/journal_base.ts";
import {
  findColumns,
  findPortion,
  type KnownTable,
  type NewColumns,
  type ReplaySource,
} from "./replay_portion.ts";
import type { RunBase } from "./run_base.ts";

/** A replay lets the event loop turn after this long. */
const SLICE_MS = 20;
/** For so long a backend may show no sign of life for each column of a table: DuckDB takes 0.1 ms. */
const COLUMN_WORK_MS = 0.5;
/** Files that turn out damaged more often than this are not the reason of the trouble. */
const MAX_QUARANTINES = 3;

const NO_ROWS = { rowCount: 0, lastStep: -1, columnNames: new Set<string>() };

/** The settings of a {@linkcode Committer}. */
export interface CommitterSettings {
  /** The board's `data` folder, absolute. */
  dataDir: string;
  /** The journal's folder in it. */
  journalDir: string;
  /** Which files in `data/` are the backend's. */
  isDataFile: IsDataFile;
  /** Opens the storage format. */
  openBackend: OpenBackend;
  /** Loads what it needs for that, where it did not yet. */
  loadBackend?(): Promise<unknown>;
  /** Whether the backend never changes a file; `undefined` where only the backend itself knows. */
  filesAreFinal?: boolean;
  /** What the files were before the journal began. */
  base: RunBase;
  /** The CRC-32 of a file in `dataDir`, which is read where it was not yet. */
  checksumOf(name: string): Promise<number>;
  /** Throws where the board's folder was removed or replaced. */
  checkFolder(): void;
  /** Is called now and then during long work. */
  onAlive(): void;
  /** Adds to the time for which there may be no sign of life. */
  onWork(ms: number): void;
  /** Receives what went wrong, for the user. */
  onProblem(message: string): void;
}

/**
 * Commits: replays the journal into the backend's files, verifies these, and
 * makes them again where they are damaged.
 *
 * Its asynchronous methods must not overlap: the caller waits for each.
 */
export class Committer {
  /** The last step that is in the backend's files, as far as is known; -1 for none. */
  committedStep = -1;
  /** Whether the backend's files were ever opened: before, nothing is known of them. */
  hasOpened = false;
  readonly #settings: CommitterSettings;
  readonly #journal: Journal;
  #backend?: Backend;
  /** What the backend had when it was last opened. */
  #opened: readonly TableState[] = [];
  /** Whether the board may know of the rows by what the earlier run has written down. */
  #isFromList: boolean;
  /** The rows that the backend had when it was opened, and those appended since. */
  #tables = new Map<TableName, KnownTable & { rowCount: number }>();
  /** Whether the backend has rows that are not committed. */
  #hasUncommitted = false;
  /** All before this position is in the backend's files. */
  #committed: JournalPosition;
  /** Whether the files are to be verified when they are opened. */
  #isUnverified: boolean;
  #quarantineCount = 0;
  /** The tables of which the user was told that the backend does not keep them. */
  readonly #notKept = new Set<TableName>();

  /** Opens nothing yet. */
  constructor(settings: CommitterSettings, journal: Journal) {
    this.#settings = settings;
    this.#journal = journal;
    this.#committed = journal.start;
    // A journal says that a writer was cut off, perhaps while it wrote the files.
    this.#isUnverified = journal.exists;
    this.#isFromList = !journal.exists;
  }

  /** The state of the tables, as they were read when the files were last opened. */
  get tables(): readonly TableState[] {
    return this.#opened;
  }

  /** The state that the files would have with the journal replayed into them. Writes nothing. */
  async inspect(): Promise<TableState[]> {
    const backend = await this.#open();
    const tables = new TableStates(await backend.tables());
    const letLoopTurn = this.#slicer();
    for (const { blocks } of this.#journal.read(this.#journal.start)) {
      for (const block of blocks) {
        const newRows = rowsAbove(block, tables.get(block.table)?.lastStep ?? -1);
        if (newRows !== undefined) tables.add(newRows);
      }
      await letLoopTurn();
    }
    return tables.all();
  }

  /** Whether something before `target` is not in the backend's files. */
  lacks(target: JournalPosition): boolean {
    return isBefore(this.#committed, target);
  }

  /** Brings the files up to `target`. After an error the next call starts from the files. */
  async commit(target: JournalPosition): Promise<void> {
    if (!this.lacks(target)) return;
    try {
      await this.#replay(await this.#openToWrite(), target);
    } catch (error) {
      if (isDamagedError(error)) {
        await this.#quarantine(error);
        return await this.commit(target);
      }
      // A backend that was busy at its first row is as it was.
      if (this.#hasUncommitted || !isBusyError(error)) await this.abort();
      throw error instanceof JournalLostError ? this.#continueWithoutJournal(error) : error;
    }
  }

  /**
   * Brings the files into their final form, and reads back what they hold:
   * everything before `target`, or they are made again, once.
   */
  async finish(target: JournalPosition): Promise<void> {
    try {
      await this.#closeAndVerify();
    } catch (error) {
      if (!isDamagedError(error)) throw error;
      await this.#quarantine(error);
      await this.commit(target);
      await this.#closeAndVerify();
    }
  }

  /** The journal was removed, as all of it is in the files. */
  startOver(): void {
    this.#committed = this.#journal.start;
  }

  /** Closes the backend's files as they are. */
  async abort(): Promise<void> {
    await this.#backend?.abort();
    this.#backend = undefined;
    this.#hasUncommitted = false;
  }

  /** Says, for the log file, what the files hold. */
  describe(): string {
    return [...this.#tables]
      .map(([table, { rowCount }]) => `${table} has ${rowCount} row${rowCount === 1 ? "" : "s"}`)
      .join(", ");
  }

  async #replay(backend: Backend, target: JournalPosition): Promise<void> {
    const { ownWrites } = this.#settings.base;
    let isNamed = false;
    do {
      if (!this.#hasUncommitted) ownWrites.begin();
      const { end, newColumns } = await findPortion(this.#source(target));
      if (!isNamed && isBefore(end, target)) {
        // All columns of a long replay: to add some to a table with many rows takes a backend long.
        await this.#nameColumns(backend, await findColumns(this.#source(target)));
        isNamed = true;
        continue; // With more columns, fewer rows are a portion.
      }
      // To load and open the backend may take seconds: what it makes from here on is in this folder.
      this.#settings.checkFolder();
      await this.#nameColumns(backend, newColumns);
      await this.#atWork(async () => {
        await this.#append(backend, end);
        if (!this.#hasUncommitted) return;
        await backend.commit();
        ownWrites.end();
      });
      this.#hasUncommitted = false;
      this.committedStep = this.#lastStep();
      this.#committed = end;
      this.#journal.forgetBefore(end);
    } while (this.lacks(target));
  }

  /** Says, while the backend writes rows, how long it may do so without a sign of life. */
  async #atWork(work: () => Promise<void>): Promise<void> {
    const columnCounts = [...this.#tables.values()].map(({ columnNames }) => columnNames.size);
    const ms = Math.ceil(COLUMN_WORK_MS * Math.max(0, ...columnCounts));
    this.#settings.onWork(ms);
    try {
      await work();
    } finally {
      this.#settings.onWork(-ms);
    }
  }

  /** What is to be replayed, as outlines. */
  #source(target: JournalPosition): ReplaySource {
    return {
      frames: this.#journal.readOutline(this.#committed),
      target,
      tableOf: (table) => this.#tables.get(table),
      letLoopTurn: this.#slicer(),
    };
  }

  /** Names new columns to the backend, before their first row. */
  async #nameColumns(backend: Backend, newColumns: NewColumns): Promise<void> {
    for (const [table, columns] of newColumns) {
      if (!this.#isKept(backend, table)) continue;
      if (backend.addColumns !== undefined) {
        await backend.addColumns(table, columns);
        this.#hasUncommitted = true;
      }
      const known = this.#tables.get(table) ?? NO_ROWS;
      const names = columns.map(({ name }) => name);
      this.#tables.set(table, { ...known, columnNames: known.columnNames.union(new Set(names)) });
    }
  }

  /** Gives the rows before a position to the backend, but for those that it has. */
  async #append(backend: Backend, target: JournalPosition): Promise<void> {
    const letLoopTurn = this.#slicer();
    for (const { blocks, end } of this.#journal.read(this.#committed)) {
      if (isBefore(target, end)) return; // Where nothing of the journal is before the target.
      for (const block of blocks) {
        const newRows = rowsAbove(block, this.#tables.get(block.table)?.lastStep ?? -1);
        if (newRows === undefined || !this.#isKept(backend, block.table)) continue;
        await backend.append(newRows);
        this.#hasUncommitted = true;
        this.#count(newRows);
      }
      if (!isBefore(end, target)) return;
      await letLoopTurn();
    }
  }

  /** Whether a backend keeps a table: one of a user's may know only those of log calls. */
  #isKept(backend: Backend, table: TableName): boolean {
    if (backend.hasEventTables || !isEventTable(table)) return true;
    if (this.#notKept.has(table)) return false;
    this.#notKept.add(table);
    this.#settings.onProblem(
      `The board's backend does not keep rows of ${table}: what is logged there is lost`,
    );
    return false;
  }

  /** Makes a function to be called often in long work: it lets the event loop turn now and then. */
  #slicer(): () => Promise<void> | undefined {
    let sliceStart = performance.now();
    return () => {
      this.#settings.onAlive();
      if (performance.now() - sliceStart < SLICE_MS) return;
      return sleep(0).then(() => {
        sliceStart = performance.now();
      });
    };
  }

  async #closeAndVerify(): Promise<void> {
    const { base } = this.#settings;
    const backend = await this.#openToWrite();
    base.ownWrites.begin();
    await this.#atWork(() => backend.close());
    base.ownWrites.end();
    this.#backend = undefined;
    const written = this.#tables;
    this.#isUnverified = true;
    await this.#openFiles((backend) => base.findKept(backend));
    for (const [table, { rowCount, lastStep }] of written) {
      const found = this.#tables.get(table) ?? { rowCount: 0, lastStep: -1 };
      if (found.rowCount === rowCount && found.lastStep === lastStep) continue;
      throw new BackendDamagedError(
        `Cannot verify the table ${table}: wrote ${rowCount} rows up to step ${lastStep}, ` +
          `read back ${found.rowCount} up to step ${found.lastStep}`,
      );
    }
  }

  /** The backend, opened, with its files kept in the base. */
  async #openToWrite(): Promise<Backend> {
    const { base, loadBackend, filesAreFinal } = this.#settings;
    if (base.isPending && filesAreFinal !== undefined) {
      const loading = loadBackend?.();
      loading?.catch(() => {}); // It is awaited below, if the base can be made.
      await base.make(filesAreFinal);
      await loading;
    }
    const backend = await this.#open();
    await base.make(backend.filesAreFinal ?? false);
    if (this.#isFromList) base.checkTables(this.#opened);
    this.#isFromList = false;
    return backend;
  }

  /** The backend, opened. Files that turn out damaged are made again from the journal. */
  async #open(): Promise<Backend> {
    if (this.#backend !== undefined) return this.#backend;
    const { dataDir, journalDir, onAlive, isDataFile } = this.#settings;
    try {
      completeQuarantine(dataDir, journalDir, onAlive, isDataFile);
      return await this.#openFiles();
    } catch (error) {
      if (!isDamagedError(error) || !this.#journal.exists) throw error;
      await this.#quarantine(error);
      return await this.#openFiles();
    }
  }

  /** @param findKept Finds out what need not be verified of files that were just written. */
  async #openFiles(findKept?: (backend: Backend) => Promise<IsKept | undefined>): Promise<Backend> {
    const { dataDir, openBackend, checksumOf } = this.#settings;
    const backend = await openBackend({ dataDir, checksumOf });
    try {
      if (this.#isUnverified) {
        await backend.verify?.(await findKept?.(backend), findKept === undefined);
      }
      const tables = this.#opened = await backend.tables();
      this.#tables = new Map(
        tables.map(({ table, rowCount, lastStep, columns }) => {
          const columnNames = new Set(columns.map(({ name }) => name));
          return [table, { rowCount, lastStep, columnNames }];
        }),
      );
    } catch (error) {
      await backend.abort();
      throw error;
    }
    this.#isUnverified = false;
    this.hasOpened = true;
    this.committedStep = this.#lastStep();
    // Whatever the files hold, the journal is read from its start; the rows
    // that they have already are passed over.
    this.#committed = this.#journal.start;
    return this.#backend = backend;
  }

  /** Replaces damaged files by the base. The journal has all rows that came after it. */
  async #quarantine(reason: Error): Promise<void> {
    this.#settings.checkFolder(); // Another folder's files are not ours to move.
    if (++this.#quarantineCount > MAX_QUARANTINES) throw reason;
    await this.abort();
    await this.#settings.base.check(reason);
    const { dataDir, journalDir, onAlive, isDataFile } = this.#settings;
    const folder = quarantine(dataDir, journalDir, onAlive, isDataFile);
    this.#committed = this.#journal.start;
    this.#settings.onProblem(
      `The board's files were damaged (${reason.message}). They were set aside in ${folder}, ` +
        `and are rebuilt from the journal, which has all rows of the unfinished run`,
    );
  }

  /**
   * Somebody removed the journal during the run: new rows go into a new one.
   *
   * @returns What is lost with it.
   */
  #continueWithoutJournal(lost: JournalLostError): JournalLostError {
    this.#settings.checkFolder(); // With the whole folder the journal may come back.
    if (!this.#journal.isLost) return lost;
    const message =
      `The journal was removed while the run was live (${lost.message}): the rows of steps ` +
      `${this.committedStep + 1} to ${this.#journal.lastStep} are lost`;
    this.#settings.onProblem(message);
    this.#journal.giveUp();
    this.#committed = this.#journal.end;
    return new JournalLostError(message);
  }

  #lastStep(): number {
    const steps = LOG_TABLES.map((table) => this.#tables.get(table)?.lastStep ?? -1);
    return Math.max(-1, ...steps);
  }

  #count({ table, rowCount, lastStep }: Block): void {
    const known = this.#tables.get(table) ?? NO_ROWS;
    this.#tables.set(table, { ...known, rowCount: known.rowCount + rowCount, lastStep });
  }
}
