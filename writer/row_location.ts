import { isDataFile } from "../format/data_files.ts";
import { formatOfBackend } from "../format/files_format.ts";
import { attempt } from "../system/attempt.ts";
import { namesIn } from "../system/entries_in.ts";
import type { Committer } from "./committer.ts";
import type { FolderCheck } from "./folder_check.ts";
import type { Journal } from "./journal/journal.ts";
import type { JournalQueue } from "./journal/journal_queue.ts";

/** What a {@linkcode RowLocation} looks at. */
export interface LocatedRows {
  /** The board's `data` folder, absolute. */
  dataDir: string;
  /** The name of the board's backend. */
  backend: string;
  folder: FolderCheck;
  journal: Journal;
  queue: JournalQueue;
  committer: Committer;
}

/**
 * Says where rows are, for error messages. Somebody may have removed the board's folder, its journal
 * or its files: each is looked for at the moment when it is named.
 */
export class RowLocation {
  readonly #rows: LocatedRows;

  /** @param rows What is looked at. */
  constructor(rows: LocatedRows) {
    this.#rows = rows;
  }

  /**
   * All that was logged, by steps.
   *
   * @param isEnd Whether the rows that are in memory alone are lost with it.
   */
  describe(isEnd: boolean): string {
    const { committer: { hasOpened }, folder: { isThere }, queue: { steps } } = this.#rows;
    const unit = isThere && hasOpened ? "" : "steps "; // Else it was named before.
    const fate = isEnd ? "are lost" : "are in memory alone";
    return [
      ...isThere ? this.#describeStored() : ["What was written went with the folder"],
      ...steps ? [`${unit}${steps.first} to ${steps.last} ${fate}`] : [],
    ].join(", ");
  }

  /** Without numbers, so that the same is said once: `the rows are in the journal`. */
  get summary(): string {
    const { folder, queue } = this.#rows;
    if (!folder.isThere) return "what was written went with the folder";
    return `the rows are in ${queue.isEmpty && this.#isJournalThere ? "the journal" : "memory"}`;
  }

  #describeStored(): string[] {
    const { committer: { committedStep, hasOpened }, journal: { lastStep } } = this.#rows;
    const hasJournal = this.#isJournalThere;
    if (!hasOpened && hasJournal) {
      return ["The backend's files were not opened, what they lack is in the journal"];
    }
    const rest = hasJournal
      ? `up to ${lastStep} in the journal`
      : `${hasOpened ? "" : "steps "}${committedStep + 1} to ${lastStep} went with the journal`;
    return [
      hasOpened ? this.#describeFiles(committedStep) : "The backend's files were not opened",
      ...lastStep > committedStep ? [rest] : [],
    ];
  }

  #describeFiles(lastStep: number): string {
    if (lastStep === -1) return "No step is in the backend's files";
    return this.#areFilesThere
      ? `Steps up to ${lastStep} are in the backend's files`
      : `Steps up to ${lastStep} were in the backend's files, which are gone`;
  }

  get #areFilesThere(): boolean {
    const { dataDir, backend } = this.#rows;
    if (formatOfBackend(backend) === undefined) return true; // A module's may be anywhere.
    return attempt(() => namesIn(dataDir).some((name) => isDataFile(name, backend))) ?? false;
  }

  get #isJournalThere(): boolean {
    const { journal } = this.#rows;
    return attempt(() => journal.exists && !journal.isLost) ?? true;
  }
}
