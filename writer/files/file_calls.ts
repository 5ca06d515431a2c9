import { messageOf } from "../../system/message_of.ts";
import { retryUntil } from "../../system/retry.ts";
import type { SentFile } from "../records.ts";
import type { QueuedEntry } from "../journal/journal_queue.ts";
import { rowsBlock } from "../media/rows_block.ts";
import { FileSourceError, type FileStore, type StoredFile } from "./file_store.ts";

/** What the disk refuses is tried again after this long. */
const RETRY_MS = 500;

/** The settings of {@linkcode FileCalls}. */
export interface FileCallsSettings {
  /** The folder `files`. */
  store: FileStore;
  /** Puts an entry into the journal, now or when the disk takes it. */
  enqueue(entry: QueuedEntry): void;
  /** Throws where the board's folder was removed or replaced. */
  checkFolder(): void;
  /** Is called now and then during long work. */
  onAlive(): void;
  /** Receives what went wrong, for the user. */
  onProblem(message: string): void;
}

/** Logged files on their way: one after the other is stored, gets its row, and lets earlier ones go. */
export class FileCalls {
  readonly #settings: FileCallsSettings;
  #work: Promise<void> = Promise.resolve();
  /** How many files are not stored yet. */
  #count = 0;

  /** Writes nothing. */
  constructor(settings: FileCallsSettings) {
    this.#settings = settings;
  }

  /** Resolves when all files so far are stored. */
  get completed(): Promise<void> {
    return this.#work;
  }

  /** Whether all files so far are stored. */
  get isIdle(): boolean {
    return this.#count === 0;
  }

  /** Stores a file. @param onAcked Is called when its row is in the journal, or there is none. */
  add(file: SentFile, onAcked: () => void): void {
    this.#count++;
    this.#work = this.#work.then(async () => {
      await this.#add(file, onAcked);
      this.#count--;
    });
  }

  async #add(file: SentFile, onAcked: () => void): Promise<void> {
    const { store, enqueue } = this.#settings;
    const stored = await this.#store(file);
    if (stored === undefined) return this.#end(file, onAcked);
    const { number, name, path, metadata, keep, ...keys } = file;
    const row = {
      number,
      name,
      path,
      metadata,
      keep,
      filename: stored.filename,
      size_bytes: stored.sizeBytes,
      sha256: stored.sha256,
    };
    enqueue({
      kind: "events",
      blocks: [rowsBlock("files", keys, [row])],
      onAppended: () => {
        this.#try(() => store.letGo(file), "remove earlier files");
        this.#end(file, onAcked);
      },
    });
  }

  /** What cannot be read as it was has no row; what the disk refuses is tried again. */
  async #store(file: SentFile): Promise<StoredFile | undefined> {
    const { store, checkFolder, onAlive, onProblem } = this.#settings;
    try {
      const put = () => {
        checkFolder();
        return store.put(file, onAlive);
      };
      return await retryUntil(Infinity, put, {
        pauseMs: RETRY_MS,
        isTemporary: (error) => !(error instanceof FileSourceError),
        onRetry: (error) =>
          onProblem(
            `Cannot store the file ${JSON.stringify(file.name)} (${
              messageOf(error)
            }): it is tried again`,
          ),
      });
    } catch (error) {
      onProblem(
        `Cannot keep the file ${JSON.stringify(file.name)} of step ${file.step}: ${
          messageOf(error)
        }`,
      );
      return undefined;
    }
  }

  /** What the call has taken is needed no more. */
  #end(file: SentFile, onAcked: () => void): void {
    onAcked(); // First: a writer that came after this one would miss it.
    this.#try(() => this.#settings.store.removeTaken(file), "remove a copy");
  }

  #try(work: () => void, what: string): void {
    try {
      work();
    } catch (error) {
      this.#settings.onProblem(`Cannot ${what} (${messageOf(error)})`);
    }
  }
}
