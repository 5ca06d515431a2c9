import type { JournalEntry } from "../../format/journal_entry.ts";
import { isSystemError } from "../../system/error_code.ts";
import { messageOf } from "../../system/message_of.ts";
import { cutBlock } from "../cut_block.ts";
import { Fifo } from "../fifo.ts";
import type { FolderCheck } from "../folder_check.ts";
import type { Records } from "../records.ts";
import type { DeferredRecords } from "./deferred_records.ts";
import type { Journal } from "./journal.ts";
import type { JournalPosition } from "./journal_position.ts";
import { beginBase, type IsDataFile } from "./journal_base.ts";

/** The settings of a {@linkcode JournalQueue}. */
export interface JournalQueueSettings {
  /** The board's `data` folder, absolute. */
  dataDir: string;
  /** The journal's folder in it. */
  journalDir: string;
  /** Which files in `data/` are the backend's. */
  isDataFile: IsDataFile;
  /** Notices that the board's folder is not the one that it was. */
  folder: FolderCheck;
  /** Is called now and then during long work. */
  onAlive(): void;
  /** Is called when the thread begins, and when it ends, to wait for the disk. */
  onBlockedOnDisk(isBlocked: boolean): void;
  /** Receives what went wrong, for the user. */
  onProblem(message: string): void;
}

/** An entry on its way into the journal. */
export interface QueuedEntry extends JournalEntry {
  /** What a later writer needs to complete it. */
  deferred?: Records;
  /** Is called when the journal has it, with the position before it. */
  onAppended(start: JournalPosition): void;
}

/**
 * The entries on their way into the journal, oldest first. There is none in it
 * for longer than a call, unless the disk refuses them: they are kept in
 * memory then.
 */
export class JournalQueue {
  readonly #settings: JournalQueueSettings;
  readonly #journal: Journal;
  readonly #deferred: DeferredRecords;
  readonly #entries = new Fifo<QueuedEntry>();
  #hasJournal: boolean;

  /** Writes nothing. */
  constructor(settings: JournalQueueSettings, journal: Journal, deferred: DeferredRecords) {
    this.#settings = settings;
    this.#journal = journal;
    this.#deferred = deferred;
    this.#hasJournal = journal.exists;
  }

  /**
   * Whether the journal's folder holds what a later writer would start from.
   * Where it does not, the next entry begins a new journal, with a new base.
   */
  get hasJournal(): boolean {
    return this.#hasJournal;
  }

  /** Whether all entries are in the journal. */
  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** The steps of the log calls that are in memory alone; `undefined` where there is none. */
  get steps(): { first: number; last: number } | undefined {
    // The call of a completion is in the journal already, or before it in the queue.
    const calls = [...this.#entries].filter(({ kind }) => kind === "rows" || kind === "awaiting");
    const first = calls[0]?.blocks[0];
    const last = calls.at(-1)?.blocks[0];
    if (first === undefined || last === undefined) return undefined;
    return { first: first.firstStep, last: last.lastStep };
  }

  /** Adds an entry, for {@linkcode drain} to write. */
  add(entry: QueuedEntry): void {
    this.#entries.add(entry);
  }

  /** Writes all entries. @throws {Error} Where the disk fails; those that it refused are kept. */
  drain(): void {
    this.#settings.onBlockedOnDisk(true); // It may take seconds: the writer does not hang then.
    try {
      this.#write();
    } finally {
      this.#settings.onBlockedOnDisk(false);
    }
  }

  /** Looks whether the journal is still there, or was removed. */
  updateHasJournal(): void {
    this.#hasJournal = this.#journal.exists;
  }

  #write(): void {
    const { dataDir, journalDir, isDataFile, folder, onAlive } = this.#settings;
    if (this.#entries.length > 0) folder.check({ anew: !this.#journal.hasOpenSegment });
    for (let next = this.#entries.first; next !== undefined; next = this.#entries.first) {
      onAlive();
      if (!this.#hasJournal) beginBase(dataDir, journalDir, onAlive, undefined, isDataFile);
      this.#hasJournal = true;
      if (next.deferred !== undefined) this.#keep(next.deferred);
      const start = this.#append(next);
      this.#entries.remove();
      next.onAppended(start);
    }
  }

  /** Records of more text than JSON can have are not kept: a kill would lose them, and nothing else. */
  #keep(deferred: Records): void {
    try {
      this.#deferred.write(deferred);
    } catch (error) {
      if (!(error instanceof RangeError) || isSystemError(error)) throw error;
    }
  }

  /** An entry that is too large for memory or for a frame would hold up all behind it. */
  #append(entry: QueuedEntry): JournalPosition {
    try {
      return this.#journal.appendEntry(entry, true);
    } catch (error) {
      if (!(error instanceof RangeError) || isSystemError(error)) throw error;
      const reason = `it is too large for the journal: ${messageOf(error)}`;
      const blocks = entry.blocks.map((block) => cutBlock(block, reason));
      const start = this.#journal.appendEntry({ ...entry, blocks }, true);
      const step = blocks[0]?.lastStep;
      this.#settings.onProblem(`What was logged at step ${step} was cut, as ${reason}`);
      return start;
    }
  }
}
