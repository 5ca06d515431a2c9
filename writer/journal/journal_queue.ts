import { dirname } from "@std/path";
import type { Block } from "../../format/block.ts";
import { removeChecksums } from "../../format/board_checksums.ts";
import type { FolderWatch } from "../folder_watch.ts";
import type { Journal } from "./journal.ts";
import { copyBase } from "./journal_base.ts";

/** The settings of a {@linkcode JournalQueue}. */
export interface JournalQueueSettings {
  /** The board's `data` folder, absolute. */
  dataDir: string;
  /** The journal's folder in it. */
  journalDir: string;
  /** Notices that the board's folder is not the one that it was. */
  folder: FolderWatch;
  /** Is called now and then during long work. */
  onAlive(): void;
  /** Is called when the thread begins, and when it ends, to wait for the disk. */
  onBlockedOnDisk(isBlocked: boolean): void;
}

/**
 * The blocks on their way into the journal, oldest first. There is none in it
 * for longer than a call, unless the disk refuses them: they are kept in
 * memory then.
 */
export class JournalQueue {
  readonly #settings: JournalQueueSettings;
  readonly #journal: Journal;
  readonly #blocks: { block: Block; onAcked: () => void }[] = [];
  #hasJournal: boolean;

  /** Writes nothing. */
  constructor(settings: JournalQueueSettings, journal: Journal) {
    this.#settings = settings;
    this.#journal = journal;
    this.#hasJournal = journal.exists;
  }

  /**
   * Whether the journal's folder holds what a later writer would start from.
   * Where it does not, the next block begins a new journal, with a new base.
   */
  get hasJournal(): boolean {
    return this.#hasJournal;
  }

  /** The steps of the blocks that are in memory alone; `undefined` where there is none. */
  get steps(): { first: number; last: number } | undefined {
    const first = this.#blocks[0];
    const last = this.#blocks.at(-1);
    if (first === undefined || last === undefined) return undefined;
    return { first: first.block.firstStep, last: last.block.lastStep };
  }

  /** Adds a block, for {@linkcode drain} to write. @param onAcked Is called when the journal has it. */
  add(block: Block, onAcked: () => void): void {
    this.#blocks.push({ block, onAcked });
  }

  /** Writes all blocks. @throws {Error} Where the disk fails; the blocks that it refused are kept. */
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
    const { dataDir, journalDir, folder, onAlive } = this.#settings;
    if (this.#blocks.length > 0) folder.check({ anew: !this.#journal.hasOpenSegment });
    for (let next = this.#blocks[0]; next !== undefined; next = this.#blocks[0]) {
      onAlive();
      if (!this.#hasJournal) {
        copyBase(dataDir, journalDir, onAlive);
        forgetChecksums(dirname(dataDir)); // A commit may change the files from now on.
      }
      this.#hasJournal = true;
      this.#journal.append(next.block);
      this.#blocks.shift();
      next.onAcked();
    }
  }
}

/** A list that cannot be removed is as good as none while there is a journal; then another is written. */
function forgetChecksums(boardDir: string): void {
  try {
    removeChecksums(boardDir);
  } catch {
    // A folder has its name, say.
  }
}
