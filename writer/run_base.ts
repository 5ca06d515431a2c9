import { dirname } from "@std/path";
import { type Backend, isDamagedError, type IsKept } from "../backends/backend.ts";
import { MAX_PROMPT_BYTES, readChecksums } from "../format/board_checksums.ts";
import { areSameTables } from "../format/described_tables.ts";
import { checkFile } from "../format/file_check.ts";
import type { TableState } from "../format/table_state.ts";
import { messageOf } from "../system/message_of.ts";
import type { ComparedFiles } from "./compared_files.ts";
import { findKeptBytes } from "./find_kept_bytes.ts";
import {
  baseChecksumsPath,
  basePath,
  isBasePending,
  type IsDataFile,
  makeBase,
} from "./journal/journal_base.ts";
import { checkKeptChecksums, MAX_DATA_BYTES } from "./keep_checksums.ts";
import { OwnWrites } from "./own_writes.ts";

/** The settings of a {@linkcode RunBase}. */
export interface RunBaseSettings {
  /** The board's `data` folder, absolute. */
  dataDir: string;
  /** The journal's folder in it. */
  journalDir: string;
  /** Which files in `data/` are the backend's. */
  isDataFile: IsDataFile;
  /** The files that need not be read again. */
  compared: ComparedFiles;
  /** Those that {@linkcode RunBase.findKept} has read. */
  readBack: ComparedFiles;
  /** Is called now and then during long work. */
  onAlive(): void;
  /** Is called when the thread begins, and when it ends, to wait for the disk. */
  onBlockedOnDisk(isBlocked: boolean): void;
  /** Receives what went wrong, for the user. */
  onProblem(message: string): void;
}

/**
 * The files that a resumed run starts from: compared with their checksums, and kept in the base,
 * before the first commit changes them.
 */
export class RunBase {
  /** What the backend writes to the files is reported here. */
  readonly ownWrites: OwnWrites;
  readonly #settings: RunBaseSettings;
  /** Why the files cannot be built on. */
  #refusal?: Error;

  /** Reads nothing yet. */
  constructor(settings: RunBaseSettings) {
    this.#settings = settings;
    this.ownWrites = new OwnWrites(settings.compared);
  }

  /** Whether it is still to be made: until then the files are as an earlier run left them. */
  get isPending(): boolean {
    return isBasePending(this.#settings.journalDir);
  }

  /**
   * Compares the files with what an earlier run has kept of them.
   *
   * @throws {BackendDamagedError} Where one is not as it was written.
   */
  checkFiles(): Promise<void> {
    const { dataDir } = this.#settings;
    return checkKeptChecksums({ ...this.#settings, boardDir: dirname(dataDir) });
  }

  /**
   * Makes it, where it is pending.
   *
   * @param canLink Whether the backend never changes a file.
   * @throws {Error} Where the files are damaged, or the disk fails. Nothing was changed.
   */
  async make(canLink: boolean): Promise<void> {
    if (!this.isPending) return;
    if (this.#refusal !== undefined) throw this.#refusal;
    const { dataDir, journalDir, isDataFile, onBlockedOnDisk } = this.#settings;
    onBlockedOnDisk(true); // It may take seconds: the writer does not hang then.
    try {
      await makeBase(dataDir, journalDir, canLink, () => this.checkFiles(), isDataFile);
      this.ownWrites.start();
    } catch (error) {
      // As an error of another kind: there is nothing yet that damaged files could be made from.
      if (isDamagedError(error)) throw this.#refusal = this.#refuse(error);
      throw error;
    } finally {
      onBlockedOnDisk(false);
    }
  }

  /**
   * Checks that the files hold what their list says: a board that goes on with a finished run
   * counts its steps from there. Only somebody who wrote the list anew can have made it differ.
   *
   * @param tables What the files hold, of a run that has committed nothing yet.
   * @throws {Error} Where they differ. Nothing was changed.
   */
  checkTables(tables: readonly TableState[]): void {
    const boardDir = dirname(this.#settings.dataDir);
    const path = baseChecksumsPath(this.#settings.journalDir);
    const found = readChecksums(boardDir, path);
    if (found.kind !== "checksums" || found.tables === undefined) return;
    if (areSameTables(found.tables, tables)) return;
    throw this.#refuse(
      new Error(
        `Cannot open the board ${boardDir}: its file_checksums.json, now ${path}, tells of other ` +
          "rows than its files have",
      ),
    );
  }

  /**
   * Finds out which bytes of large files are still as they are in the base: an earlier run has
   * verified them. Reads the files to their end, or as much as may have been written since.
   *
   * @param backend Has the files open.
   * @returns `undefined` where there is no such base.
   */
  async findKept(backend: Backend): Promise<IsKept | undefined> {
    const { dataDir, journalDir, onBlockedOnDisk } = this.#settings;
    if (this.isPending) return undefined;
    const boardDir = dirname(dataDir);
    const found = readChecksums(boardDir, baseChecksumsPath(journalDir));
    if (found.kind !== "checksums") return undefined;
    const byteCount = [...found.files].filter(([name]) => name.startsWith("data/"))
      .reduce((sum, [, { size }]) => sum + size, 0);
    if (byteCount <= MAX_PROMPT_BYTES || byteCount > MAX_DATA_BYTES) return undefined;
    onBlockedOnDisk(true); // It may take seconds: the writer does not hang then.
    try {
      return await findKeptBytes({
        ...this.#settings,
        boardDir,
        backend,
        ownWrites: this.ownWrites,
        basePathOf: (name) => basePath(journalDir, name),
      }, found.files);
    } finally {
      onBlockedOnDisk(false);
    }
  }

  /**
   * Checks that files can be made again from it, before those that are damaged are moved away.
   *
   * @throws {Error} Where it is damaged too, or was not made yet.
   */
  async check(reason: Error): Promise<void> {
    if (this.isPending) throw this.#refuse(reason);
    const { dataDir, journalDir, onAlive } = this.#settings;
    const found = readChecksums(dirname(dataDir), baseChecksumsPath(journalDir));
    if (found.kind !== "checksums") return;
    for (const [name, checksums] of found.files) {
      if (!name.startsWith("data/")) continue;
      const path = basePath(journalDir, name.slice("data/".length));
      const damage = await checkFile(path, checksums, { onRead: onAlive });
      if (damage === undefined) continue;
      throw this.#refuse(new Error(`${messageOf(reason)}; and ${path} is ${damage.reason}`));
    }
  }

  #refuse(reason: Error): Error {
    const message = messageOf(reason);
    const boardDir = dirname(this.#settings.dataDir);
    const what = message.startsWith("Cannot")
      ? message
      : `Cannot open the board ${boardDir}: ${message}`;
    return new Error(`${what}; the rows of the run that goes on from there are in its journal`, {
      cause: reason,
    });
  }
}
