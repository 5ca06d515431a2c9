/**
 * The writer: puts blocks into the journal as they come, and from the journal
 * into the backend when it is time.
 *
 * @module
 */
import { dirname, join } from "@std/path";
import type { OpenBackend } from "../backends/backend.ts";
import type { TableState } from "../format/table_state.ts";
import type { Block } from "../format/block.ts";
import { Committer, isBusy } from "./committer.ts";
import { FolderWatch } from "./folder_watch.ts";
import { isBefore, Journal, type JournalPosition } from "./journal/journal.ts";
import { copyBase } from "./journal/journal_base.ts";
import { MediaStore } from "./media/media_store.ts";
import { recordBlocks } from "./media/record_blocks.ts";
import type { Records } from "./records.ts";

/** What the disk refuses is tried again after this long. */
const RETRY_MS = 500;
/** A flush looks so often, or half as often, for a moment in which no reader has the file. */
const BUSY_MS = 5;
/** Records let new blocks into the journal after this long. */
const SLICE_MS = 20;
/** Commits take at most this part of the worker's time … */
const COMMIT_SHARE = 0.1;
/**
 * … or a third of it, while more comes than is to be left to the end of the
 * run: of rows that backends compress together. To add to fewer costs twice.
 */
const CATCH_UP_ROWS = 128 * 1024;

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
  onAcked(byteCount: number): void;
  /** Is told when all media of some records are on disk, and their rows taken. */
  onRecordsAcked(byteCount: number): void;
  /** Is told, in the midst of long work, that it goes on. */
  onAlive(): void;
  /** Is told when the thread begins, and when it ends, to wait for the disk. */
  onDisk(waits: boolean): void;
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
  readonly #committer: Committer;
  readonly #folder: FolderWatch;
  readonly #media: MediaStore;
  /** Blocks that the journal could not take yet, oldest first; each is told when it has. */
  readonly #waiting: { block: Block; onAcked: () => void }[] = [];
  /** Whether the journal folder holds what a later writer would start from. */
  #hasJournal: boolean;
  /** The work on the backend: one piece at a time, in the order of asking. */
  #turn: Promise<unknown> = Promise.resolve();
  /** The work on records: one log call after the other. */
  #records: Promise<void> = Promise.resolve();
  #lastTurn = 0;
  /** For the next commit by itself. */
  #timer?: ReturnType<typeof setTimeout>;
  #catchesUp = false;
  #lastCommitMs = 0;
  /** How many have come since the last commit began. */
  #newRows = 0;

  /** Looks at the journal of an earlier writer; writes nothing. */
  constructor(settings: WriterSettings) {
    this.#settings = settings;
    this.#journalDir = join(settings.dataDir, "journal");
    const boardDir = dirname(settings.dataDir);
    this.#folder = new FolderWatch(boardDir);
    this.#media = new MediaStore(boardDir);
    this.#journal = new Journal(this.#journalDir, settings.onProblem);
    this.#committer = new Committer({
      ...settings,
      journalDir: this.#journalDir,
      checkFolder: () => this.#folder.check({ anew: true }),
    }, this.#journal);
    this.#hasJournal = this.#journal.exists;
  }

  /** What the board's folder holds, the journal included. Writes nothing. */
  inspect(): Promise<TableState[]> {
    return this.#inTurn(() => this.#committer.inspect());
  }

  /** Puts a block into the journal. What fails is tried again; nothing is thrown. */
  take(block: Block, byteCount: number): void {
    this.#take(block, () => this.#settings.onAcked(byteCount));
  }

  #take(block: Block, onAcked: () => void): void {
    this.#waiting.push({ block, onAcked });
    try {
      this.#atDisk(() => this.#journalWaiting());
    } catch (error) {
      this.#settings.onProblem(
        `Cannot write to ${this.#journalDir} (${
          messageOf(error)
        }): new rows are kept in memory for now`,
      );
    }
    this.#newRows += block.rowCount;
    this.#commitLater();
  }

  /**
   * Stores media and works out rows, one log call after the other; the rows
   * go the way of all blocks. What the disk refuses is tried again.
   */
  takeRecords(records: Records, byteCount: number): void {
    this.#records = this.#records.then(async () => {
      this.#settings.onAlive();
      // One record follows the other without a turn of the loop otherwise.
      if (performance.now() - this.#lastTurn > SLICE_MS) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        this.#lastTurn = performance.now();
      }
      const blocks = await this.#recordBlocks(records);
      const onAcked = () => this.#settings.onRecordsAcked(byteCount);
      if (blocks.length === 0) onAcked();
      for (const block of blocks) this.#take(block, block === blocks.at(-1) ? onAcked : () => {});
    });
  }

  /**
   * Brings all blocks taken so far into the backend's files, durably. Calls
   * that come faster than commits share one.
   */
  async flush(): Promise<void> {
    await this.#records;
    this.#atDisk(() => this.#journalWaiting());
    const target = this.#journal.end;
    await this.#inTurn(async () => {
      const isJournalDurable = this.#journal.sync(target);
      isJournalDurable.catch(() => {}); // Is thrown below: a commit goes on alone.
      if (this.#committer.lacks(target)) {
        const end = this.#journal.end; // With all that came while others had their turn.
        await this.#media.sync();
        await this.#commitWhenFree(end);
      }
      await isJournalDurable;
    });
  }

  /**
   * Flushes, closes the backend, reads its files back, and only then removes
   * the journal. Blocks that come later start the next run on the same files.
   */
  async finish(): Promise<void> {
    await this.#records;
    await this.#journalLast();
    await this.flush();
    this.#stopTimer();
    await this.#inTurn(async () => {
      while (this.#hasJournal) {
        const target = this.#journal.end;
        await this.#commitWhenFree(target);
        await this.#committer.finish(target);
        if (!isBefore(target, this.#journal.end)) this.#removeJournal();
      }
      this.#journal.removeRemains();
      this.#media.removeRemains();
      await this.#committer.abort();
    });
  }

  /**
   * Says, for an error message, where the rows are that were logged.
   *
   * @param isEnd Whether what is in memory alone is given up with it.
   */
  describeLocation(isEnd: boolean): string {
    const { committedStep, hasOpened } = this.#committer;
    const { lastStep } = this.#journal;
    const inMemory = this.#waiting.at(-1)?.block.lastStep;
    return [
      hasOpened
        ? `Steps up to ${committedStep} are in the backend's files`
        : "The backend's files were not opened, what they lack is in the journal",
      hasOpened && lastStep > committedStep && `up to ${lastStep} in the journal`,
      inMemory !== undefined &&
      `${this.#waiting[0].block.firstStep} to ${inMemory} ${
        isEnd ? "are lost" : "in memory alone"
      }`,
    ].filter(Boolean).join(", ");
  }

  /** After this there is no later: a disk that is full has as long as a reader to make room. */
  async #journalLast(): Promise<void> {
    const deadline = performance.now() + this.#settings.busyTimeoutMs;
    for (;;) {
      try {
        return this.#atDisk(() => this.#journalWaiting());
      } catch (error) {
        if (performance.now() + RETRY_MS > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
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
    if (this.#waiting.length > 0) this.#folder.check({ anew: !this.#journal.hasOpenSegment });
    while (this.#waiting.length > 0) {
      const { block, onAcked } = this.#waiting[0];
      this.#settings.onAlive();
      if (!this.#hasJournal) {
        copyBase(this.#settings.dataDir, this.#journalDir, this.#settings.onAlive);
      }
      this.#hasJournal = true;
      this.#journal.append(block);
      this.#waiting.shift();
      onAcked();
    }
  }

  #commitLater(): void {
    const catchesUp = this.#newRows >= CATCH_UP_ROWS;
    if (this.#timer !== undefined && (this.#catchesUp || !catchesUp)) return;
    this.#stopTimer();
    this.#catchesUp = catchesUp;
    const pauseMs = catchesUp
      ? 2 * this.#lastCommitMs
      : Math.max(this.#settings.flushIntervalMs, this.#lastCommitMs * (1 / COMMIT_SHARE - 1));
    this.#timer = setTimeout(() => this.#commitByItself(), pauseMs);
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #commitByItself(): Promise<void> {
    this.#timer = undefined;
    try {
      this.#atDisk(() => this.#journalWaiting());
      await this.#inTurn(async () => {
        const end = this.#journal.end;
        await this.#media.sync();
        await this.#commit(end);
      });
    } catch (error) {
      if (isBusy(error)) {
        this.#settings.onEvent(`Commit put off: ${error.message}`);
      } else {
        this.#settings.onProblem(
          `Cannot bring the backend's files up to date (${messageOf(error)}): the rows are in ${
            this.#waiting.length > 0 ? "memory" : "the journal"
          }, and it is tried again`,
        );
      }
      this.#newRows = 0; // What fails is not tried again at once, however much there is.
      this.#commitLater();
    }
  }

  async #commitWhenFree(target: JournalPosition): Promise<void> {
    const deadline = performance.now() + this.#settings.busyTimeoutMs;
    for (;;) {
      try {
        return await this.#commit(target);
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, BUSY_MS * (1 + Math.random())));
      }
    }
  }

  async #commit(target: JournalPosition): Promise<void> {
    if (!this.#committer.lacks(target)) return;
    this.#folder.check({ anew: true });
    if (this.#settings.journalOnly) {
      throw new Error("The backend has failed too often: new rows are in the journal alone");
    }
    const start = performance.now();
    this.#newRows = 0;
    try {
      await this.#committer.commit(target);
    } finally {
      this.#hasJournal = this.#journal.exists; // Without it the next block begins with a base.
    }
    this.#lastCommitMs = performance.now() - start;
  }

  #removeJournal(): void {
    const { committedStep } = this.#committer;
    if (committedStep < this.#journal.lastStep) {
      throw new Error(`Steps up to ${committedStep} were verified, not all that were logged`);
    }
    this.#journal.remove();
    this.#hasJournal = false;
    this.#committer.startOver();
    this.#settings.onEvent(`Finished: ${this.#committer.describe()}`);
  }

  /** A disk may take seconds for what nobody can hurry: that is no hung writer. */
  #atDisk(work: () => void): void {
    this.#settings.onDisk(true);
    try {
      work();
    } finally {
      this.#settings.onDisk(false);
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
