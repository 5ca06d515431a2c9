/**
 * The writer: puts log calls into the journal as they come, and from the journal
 * into the backend when a commit is due or asked for.
 *
 * The file has more than 300 lines because what does the work is put together here, with its
 * settings, and the order of flush and finish needs all of it.
 *
 * @module
 */
import { dirname, join } from "@std/path";
import { isBusyError, type OpenBackend } from "../backends/backend.ts";
import type { Block } from "../format/block.ts";
import type { Metadata } from "../format/metadata.ts";
import type { EventTable } from "../format/tables.ts";
import type { TableState } from "../format/table_state.ts";
import { combineChecksums } from "../system/combine_checksums.ts";
import { messageOf } from "../system/message_of.ts";
import { retryUntil } from "../system/retry.ts";
import { CommitSchedule } from "./commit_schedule.ts";
import { Committer } from "./committer.ts";
import { FileCalls } from "./files/file_calls.ts";
import { FileStore } from "./files/file_store.ts";
import { FolderCheck } from "./folder_check.ts";
import { ComparedFiles } from "./compared_files.ts";
import { keepChecksums } from "./keep_checksums.ts";
import { DeferredRecords } from "./journal/deferred_records.ts";
import { Journal, JournalLostError } from "./journal/journal.ts";
import { isBefore, type JournalPosition } from "./journal/journal_position.ts";
import { JournalQueue, type QueuedEntry } from "./journal/journal_queue.ts";
import { LogCalls } from "./log_calls.ts";
import { MetadataFile } from "./metadata_file.ts";
import { MediaStore } from "./media/media_store.ts";
import { recordBlocks } from "./media/record_blocks.ts";
import type { MachineMetric } from "./sampling/machine_metrics.ts";
import { type RecordRow, type RowKeys, rowsBlock } from "./media/rows_block.ts";
import type { Records, SentEvents, SentFile, SentRecords } from "./records.ts";
import type { WriterOptions } from "./protocol.ts";
import { RowLocation } from "./row_location.ts";
import { RunBase } from "./run_base.ts";
import { syncBoardFolder } from "./sync_board_folder.ts";

/** What the disk refuses is tried again after this long. */
const RETRY_MS = 500;
/** A backend may compute so long without a pause: it compresses a portion of a replay, say. */
const BACKEND_WORK_MS = 4000;
/** A flush pauses so long, or twice as long, between attempts to find a file free of readers. */
const BUSY_RETRY_MS = 5;

/** The settings of a {@linkcode Writer}. */
export interface WriterSettings extends
  Pick<
    WriterOptions,
    "folderId" | "metadata" | "flushIntervalMs" | "busyTimeoutMs" | "journalOnly"
  > {
  /** The board's `data` folder, absolute. */
  dataDir: string;
  /** Opens the storage format. */
  openBackend: OpenBackend;
  /** Loads what it needs for that, where it did not yet. */
  loadBackend?(): Promise<unknown>;
  /** Whether the backend never changes a file; `undefined` where only the backend itself knows. */
  filesAreFinal?: boolean;
  /** Which files in `data` are the backend's, by their names. Default: all. */
  isDataFile?(name: string): boolean;
  /** Is called when all media of some records are on disk, and their rows in the journal. */
  onRecordsAcked(byteCount: number): void;
  /** Is called now and then during long work. */
  onAlive(): void;
  /** Is called when work begins that may take so long without a pause, and with -ms when it ends. */
  onWork(ms: number): void;
  /** Is called when the thread begins, and when it ends, to wait for the disk. */
  onBlockedOnDisk(isBlocked: boolean): void;
  /** Receives what went wrong, for the user. */
  onProblem(message: string): void;
  /** Receives what happened, for the log file. */
  onEvent(message: string): void;
}

/** One board's writer. It knows neither its thread nor its backend. */
export class Writer {
  readonly #settings: WriterSettings;
  readonly #boardDir: string;
  /** Whether the board's folder, and the metadata in it, would survive a power failure. */
  #isFolderDurable = false;
  readonly #metadata: MetadataFile;
  readonly #journalDir: string;
  readonly #journal: Journal;
  readonly #queue: JournalQueue;
  readonly #compared: ComparedFiles;
  readonly #readBack: ComparedFiles;
  readonly #base: RunBase;
  readonly #committer: Committer;
  readonly #location: RowLocation;
  readonly #schedule: CommitSchedule;
  readonly #folder: FolderCheck;
  readonly #media: MediaStore;
  readonly #calls: LogCalls;
  readonly #files: FileStore;
  readonly #fileCalls: FileCalls;
  /** The work on the backend: one piece at a time, in the order of asking. */
  #backendWork: Promise<unknown> = Promise.resolve();
  /** How many pieces of it are not done. */
  #workCount = 0;
  /** Of that, what writes to its files: the rest may wait for the disk, as long as it takes. */
  #fileWork: Promise<unknown> = Promise.resolve();

  /** Looks for the journal of an earlier writer; writes nothing. */
  constructor(settings: WriterSettings) {
    this.#settings = settings;
    const { dataDir, flushIntervalMs, onProblem } = settings;
    const boardDir = this.#boardDir = dirname(dataDir);
    const journalDir = this.#journalDir = join(dataDir, "journal");
    const folder = this.#folder = new FolderCheck(boardDir, settings.folderId);
    this.#media = new MediaStore(boardDir);
    const checkFolder = () => folder.check({ anew: true });
    this.#metadata = new MetadataFile(boardDir, settings.metadata, {
      checkFolder,
      onProblem,
      onWritten: (metadata) => {
        this.#isFolderDurable = false;
        this.#journal.renewMetadata(metadata);
      },
    });
    this.#journal = new Journal(journalDir, onProblem, settings.metadata);
    const deferred = new DeferredRecords(journalDir);
    const files = { journalDir, isDataFile: settings.isDataFile ?? (() => true) };
    this.#queue = new JournalQueue({ ...settings, ...files, folder }, this.#journal, deferred);
    this.#calls = new LogCalls({
      ...settings,
      journal: this.#journal,
      deferred,
      enqueue: (entry) => this.#enqueue(entry),
      makeBlocks: (records) => this.#makeBlocks(records),
    });
    const store = this.#files = new FileStore(boardDir);
    this.#fileCalls = new FileCalls({
      ...settings,
      store,
      checkFolder: () => folder.check(),
      enqueue: (entry) => this.#enqueue(entry),
    });
    const compared = this.#compared = new ComparedFiles(boardDir);
    const readBack = this.#readBack = new ComparedFiles(boardDir);
    const base = this.#base = new RunBase({ ...settings, ...files, compared, readBack });
    const checksumOf = async (name: string) => {
      const path = `data/${name}`;
      const known = compared.get(path) ?? await readBack.read(path, settings.onAlive);
      return combineChecksums(known.blocks, known.size);
    };
    this.#committer = new Committer(
      { ...settings, ...files, checkFolder, base, checksumOf },
      this.#journal,
    );
    this.#location = new RowLocation({
      dataDir,
      backend: settings.metadata.backend,
      folder,
      journal: this.#journal,
      queue: this.#queue,
      committer: this.#committer,
    });
    this.#schedule = new CommitSchedule(flushIntervalMs, () => this.#commitAutomatically());
  }

  /** Whether nothing is under way, and nothing will be before something else is logged or asked. */
  get isIdle(): boolean {
    return this.#workCount === 0 && this.#queue.isEmpty && this.#calls.isIdle &&
      this.#fileCalls.isIdle &&
      !this.#schedule.isWaiting;
  }

  /** Resolves when nothing is being written to the backend's files. */
  get fileWork(): Promise<unknown> {
    return this.#fileWork;
  }

  /** What the board's folder holds, the journal included. Writes nothing. */
  inspect(): Promise<TableState[]> {
    return this.#inOrder(async () => {
      // With a journal and a base, the files are what a run has left that was cut off: they are
      // verified.
      if (!this.#journal.exists || this.#base.isPending) await this.#base.checkFiles();
      return await this.#committer.inspect();
    });
  }

  /**
   * Puts a block into the journal. Where the disk fails it is tried again; nothing is thrown.
   *
   * @param onAcked Is called when the journal has it.
   * @param sent What the log call of the block's last row has besides scalars.
   */
  addBlock(block: Block, onAcked: () => void, sent?: SentRecords): void {
    this.#calls.add(block, onAcked, sent);
  }

  /** Puts rows of an event table into the journal, as {@linkcode addBlock} does. */
  addEvents({ table, rows, ...keys }: SentEvents, onAcked: () => void): void {
    this.#enqueue({
      kind: "events",
      blocks: [rowsBlock<EventTable>(table, keys, rows as RecordRow<EventTable>[])],
      onAppended: onAcked,
    });
  }

  /**
   * Puts a sample of the machine into the journal. It starts no commit: it goes with the next one of
   * what is logged.
   *
   * @param number Of its first row.
   */
  addSample(metrics: readonly MachineMetric[], number: number, keys: RowKeys): void {
    const rows = metrics.map(([name, value], index) => ({ number: number + index, name, value }));
    if (rows.length === 0) return;
    this.#enqueue({
      kind: "events",
      blocks: [rowsBlock("system", keys, rows)],
      onAppended: () => {},
    }, { isCommitted: false });
  }

  /** Stores a file that was logged, and puts its row into the journal. */
  addFile(file: SentFile, onAcked: () => void): void {
    this.#fileCalls.add(file, onAcked);
  }

  /** Stores the records of a log call that an earlier writer of this run has put into the journal. */
  addRecords(sent: SentRecords): void {
    this.#calls.addAgain(sent);
  }

  /** Takes over what the script has changed of the board's metadata, and writes it soon. */
  changeMetadata(changes: Partial<Metadata>): void {
    this.#metadata.change(changes);
  }

  /**
   * Brings all blocks so far into the backend's files, durably. Calls that
   * come faster than commits share one.
   */
  async flush(): Promise<void> {
    this.#metadata.write();
    this.#queue.drain();
    await this.#completed();
    this.#queue.drain();
    const target = this.#calls.end;
    await this.#inOrder(async () => {
      this.#folder.check({ anew: true });
      await this.#syncFolder();
      const isJournalDurable = this.#journal.sync(target);
      isJournalDurable.catch(() => {}); // It is awaited below, whatever becomes of the commit.
      if (this.#committer.lacks(target)) {
        const { end } = this.#calls; // With all that came during the work before.
        await this.#commitWhenFree(end);
      }
      await isJournalDurable;
    });
  }

  /**
   * Flushes, closes the backend, reads its files back, writes their checksums,
   * and only then removes the journal. Blocks that come later start the next
   * run on the same files.
   */
  async finish(): Promise<void> {
    await this.#drainAtLast();
    await this.#completed();
    await this.#drainAtLast();
    await this.flush();
    this.#schedule.stop();
    await this.#inOrder(async () => {
      while (this.#queue.hasJournal) {
        await this.#completed();
        await this.#calls.completeEarlier();
        this.#queue.drain();
        const target = this.#calls.end;
        await this.#commitWhenFree(target);
        await this.#onFiles(this.#committer.finish(target));
        this.#folder.check({ anew: true });
        // Before the checksums: the log may grow after them, but not be rotated.
        this.#settings.onEvent(`Finished: ${this.#committer.describe()}`);
        const checked = {
          boardDir: this.#boardDir,
          compared: this.#compared,
          readBack: this.#readBack,
          isDataFile: this.#settings.isDataFile ?? (() => true),
        };
        await keepChecksums({ ...this.#settings, ...checked }, this.#committer.tables);
        if (!isBefore(target, this.#journal.end)) this.#removeJournal();
      }
      this.#journal.removeRemains();
      this.#media.removeRemains();
      this.#files.removeRemains();
      await this.#committer.abort();
    });
  }

  /**
   * Says, for an error message, where the rows are that were logged.
   *
   * @param isEnd Whether the rows that are in memory alone are lost with it.
   */
  describeLocation(isEnd: boolean): string {
    return this.#location.describe(isEnd);
  }

  /** @param isCommitted Whether it starts a commit some time. */
  #enqueue(entry: QueuedEntry, { isCommitted } = { isCommitted: true }): void {
    this.#queue.add(entry);
    try {
      this.#queue.drain();
    } catch (error) {
      this.#settings.onProblem(
        `Cannot write to ${this.#journalDir} (${
          messageOf(error)
        }): new rows are kept in memory for now`,
      );
    }
    if (isCommitted) {
      this.#schedule.addRows(entry.blocks.reduce((sum, { rowCount }) => sum + rowCount, 0));
    }
  }

  /** Metadata that are written meanwhile are left to the next call. */
  async #syncFolder(): Promise<void> {
    if (this.#isFolderDurable) return;
    this.#isFolderDurable = true;
    try {
      await syncBoardFolder(this.#boardDir);
    } catch (error) {
      this.#isFolderDurable = false;
      throw error;
    }
  }

  /** At the end of a run a full disk has as much time to get room as a reader has to let go. */
  async #drainAtLast(): Promise<void> {
    const deadline = performance.now() + this.#settings.busyTimeoutMs - RETRY_MS;
    await retryUntil(deadline, () => this.#queue.drain(), { pauseMs: RETRY_MS });
  }

  /** Resolves when what was logged so far is stored, but for what the disk refuses of the journal. */
  async #completed(): Promise<void> {
    await this.#calls.completed;
    await this.#fileCalls.completed;
  }

  async #makeBlocks(records: Records): Promise<Block[]> {
    this.#folder.check();
    return await recordBlocks(records, this.#media, this.#settings.onProblem);
  }

  async #commitAutomatically(): Promise<void> {
    try {
      this.#queue.drain();
      await this.#inOrder(async () => {
        const { end } = this.#calls;
        await this.#commit(end);
      });
    } catch (error) {
      if (error instanceof JournalLostError) {
        this.#settings.onProblem(error.message);
      } else if (isBusyError(error)) {
        this.#settings.onEvent(`Commit put off: ${error.message}`);
      } else {
        this.#settings.onProblem(
          `Cannot bring the backend's files up to date (${messageOf(error)}): ` +
            `${this.#location.summary}, and it is tried again`,
        );
      }
      this.#schedule.retry();
    }
  }

  #commitWhenFree(target: JournalPosition): Promise<void> {
    const deadline = performance.now() + this.#settings.busyTimeoutMs;
    return retryUntil(deadline, () => this.#commit(target), {
      pauseMs: BUSY_RETRY_MS,
      jitter: 1,
      isTemporary: isBusyError,
    });
  }

  async #commit(target: JournalPosition): Promise<void> {
    if (!this.#committer.lacks(target)) return;
    this.#folder.check({ anew: true });
    if (this.#settings.journalOnly) {
      throw new Error("The backend has failed too often: new rows go into the journal alone");
    }
    await this.#calls.completeEarlier();
    this.#queue.drain(); // What completes a call must be in the journal before a commit takes it.
    await this.#media.sync();
    const start = performance.now();
    this.#schedule.commitBegins();
    try {
      await this.#onFiles(this.#committer.commit(target));
    } finally {
      this.#queue.updateHasJournal(); // Somebody may have removed it.
    }
    this.#schedule.commitTook(performance.now() - start);
  }

  #removeJournal(): void {
    const { committedStep } = this.#committer;
    if (committedStep < this.#journal.lastStep) {
      throw new Error(`Steps up to ${committedStep} were verified, not all that were logged`);
    }
    const { onBlockedOnDisk } = this.#settings;
    this.#folder.check({ anew: true }); // To write the checksums may have taken seconds.
    onBlockedOnDisk(true); // To remove a large base takes a busy disk a second.
    try {
      this.#journal.remove();
    } finally {
      onBlockedOnDisk(false);
    }
    this.#queue.updateHasJournal();
    this.#committer.startOver();
  }

  #onFiles(work: Promise<void>): Promise<void> {
    this.#fileWork = work.catch(() => {});
    return work;
  }

  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    this.#workCount++;
    const result = this.#backendWork.then(async () => {
      this.#settings.onWork(BACKEND_WORK_MS);
      try {
        return await work();
      } finally {
        this.#workCount--;
        this.#settings.onWork(-BACKEND_WORK_MS);
      }
    });
    this.#backendWork = result.catch(() => {});
    return result;
  }
}
