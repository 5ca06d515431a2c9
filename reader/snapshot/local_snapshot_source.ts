import { isFatal } from "../../backends/duckdb/duckdb_errors.ts";
import { isDataFile } from "../../format/data_files.ts";
import { findForeignFolder } from "../../format/board_folders.ts";
import { findLinkedFile } from "../../format/linked_files.ts";
import { rowsFolderOf } from "../../format/rows_folder.ts";
import { isLive, isWrittenHere } from "../../format/live.ts";
import type { TableName } from "../../format/tables.ts";
import { attempt } from "../../system/attempt.ts";
import { isSystemError } from "../../system/error_code.ts";
import { acquire } from "../../system/file_mutex.ts";
import type { FilesFormat } from "../../format/files_format.ts";
import type { SandboxedDuckDb } from "../query/sandboxed_duckdb.ts";
import { BoardReadError } from "../shared/errors.ts";
import type { OpenFiles } from "./backend_files.ts";
import type { BoardSnapshot } from "./board_snapshot.ts";
import { FileComparison } from "./file_comparison.ts";
import { FilesChangedError } from "./files_changed_error.ts";
import { FilesDamagedError } from "./files_damaged_error.ts";
import type { KeptChecksums } from "./kept_checksums.ts";
import type { KnownDamage } from "./known_damage.ts";
import { openPlace, type SnapshotPlace } from "./snapshot_place.ts";
import type { SnapshotSource } from "./snapshot_source.ts";
import { tableRelations } from "./table_relations.ts";

/** How snapshots are opened. */
export interface LocalSnapshotSettings {
  /** The name under which a DuckDB file is attached; the tail's schema has the same name. */
  alias: string;
  /** The files' format. */
  format: FilesFormat;
  /** How long to wait for a writer that holds the DuckDB file, in milliseconds. */
  busyTimeoutMs: number;
  /** Whether files are read to their end once, to find damage of which their format says nothing. */
  verify: boolean;
  /** The damage that is known; what is found is added. */
  damage: KnownDamage;
  /** Why the files of a run that was cut off are left out. Default: they are read. */
  filesProblem?: string;
  /** The tables that are read; the others seem empty. */
  tables: readonly TableName[];
  /** Whether rows are copied into a file: then files that have names outside the board are refused. */
  isExport: boolean;
}

/**
 * Opens snapshots of a board in a folder: the rows in the backend's files, and
 * above them the rows that only the journal has.
 *
 * 1. It finds out whether there is a journal.
 * 2. It opens the files, which fixes their rows: a DuckDB file by its lock,
 *    Parquet files by comparing versions. Damaged files of an unfinished run
 *    are not used, as the journal has their rows: it opens the copy in
 *    `journal/base` of what an earlier run left, or no files at all.
 * 3. It reads the journal's rows above the files' last steps.
 * 4. It checks that the run was neither finished (the journal is gone, its rows
 *    are in the files) nor resumed (there is a journal now) meanwhile.
 *    Otherwise rows would be missing, or twice: it throws, to be called again.
 *
 * The files of a finished run are compared with the checksums that were kept of
 * them, where their format does not notice damage itself: beside the query that
 * reads them, and before anybody believes its result.
 */
export class LocalSnapshotSource implements SnapshotSource {
  readonly #boardDir: string;
  readonly #settings: LocalSnapshotSettings;
  readonly #duckdb: SandboxedDuckDb;
  /** Where the rows are, which a rewind changes for a moment. */
  #place: SnapshotPlace;
  /** The version of the files that were opened last. */
  #version?: string;
  #problems: string[] = [];

  /** Reads nothing yet. */
  constructor(duckdb: SandboxedDuckDb, boardDir: string, settings: LocalSnapshotSettings) {
    this.#duckdb = duckdb;
    this.#boardDir = boardDir;
    this.#settings = settings;
    this.#place = this.#placeIn(rowsFolderOf(boardDir));
  }

  /** The damage that the last snapshot showed. */
  get problems(): readonly string[] {
    return [...this.#problems, ...this.#place.tail.problems];
  }

  /**
   * Within this thread, one query at a time has a DuckDB file: the process's locks do not protect
   * against itself. While a writer is live, a gap between two queries lets the writer have it.
   */
  lock(): Promise<() => void> {
    if (this.#settings.format === "parquet") return Promise.resolve(() => {});
    return acquire(this.#boardDir, attempt(() => isLive(this.#boardDir)) ?? false);
  }

  /** Opens a snapshot. */
  async open(): Promise<BoardSnapshot> {
    try {
      return await this.#open();
    } catch (error) {
      if (!isSystemError(error)) throw error;
      throw new BoardReadError(`Cannot read ${this.#boardDir}: ${error.message}`, { cause: error });
    }
  }

  async #open(): Promise<BoardSnapshot> {
    this.#checkFolders();
    this.#refuseOwnWriter();
    await this.#findPlace();
    const problems: string[] = [];
    const opened = await this.#openFiles(problems);
    try {
      await this.#place.tail.update(opened.lastSteps, opened.live);
      // What the files lacked was in the journal; where that is gone, it is in files since.
      const isFinished = opened.hasJournal && !this.#place.tail.exists;
      if (isFinished || opened.hasChanged()) throw new FilesChangedError("The run was finished");
      // Files that were opened without a journal do not say which of its rows they have.
      const isResumed = !opened.hasJournal && this.#place.tail.exists;
      if (isResumed) throw new FilesChangedError("The run was resumed");
      const files = this.#withoutDamaged(opened);
      const inTail = this.#place.tail.relations();
      const relations = tableRelations(files, inTail);
      const inFiles = files.relations.get("metrics");
      const metricsParts = [
        ...inFiles === undefined ? [] : [{ relation: inFiles }],
        ...this.#place.tail.partsOf("metrics"),
      ];
      this.#problems = [...problems, ...files.unreadable.values()];
      const version = this.#version;
      const comparison = opened.kept !== undefined && this.#settings.verify
        ? new FileComparison(opened.kept, opened.unguarded)
        : undefined;
      return {
        relations,
        metricsParts: metricsParts.length > 0 ? metricsParts : [{ relation: relations.metrics }],
        filled: new Set([
          ...files.relations.keys(),
          ...files.unreadable.keys(),
          ...inTail.keys(),
        ]),
        unreadable: new Map(
          [...files.unreadable].filter(([table]) =>
            !files.relations.has(table) && !inTail.has(table)
          ),
        ),
        compare: (table) => comparison?.begin(table),
        findDamage: async (cancellation) => {
          const found = await comparison?.damage(cancellation);
          if (found === undefined || version === undefined) return false;
          if (opened.kept?.hasChanged()) throw new FilesChangedError("The run was resumed");
          return !files.hasChanged() && this.#addDamage(version, found);
        },
        hasChanged: () => files.hasChanged(),
        close: () => {
          comparison?.stop();
          return files.close();
        },
      };
    } catch (error) {
      await opened.close().catch(() => {});
      throw error;
    }
  }

  /** Records damage: with a journal, all files are left out; without one, the table. */
  addDamagedTable(table: TableName, reason: string): boolean {
    const version = this.#version;
    if (version === undefined) return false;
    const { damage } = this.#settings;
    return this.#place.tail.exists
      ? damage.addFiles(version, reason)
      : damage.addTable(version, table, reason);
  }

  /** Removes the tables of the journal's rows. */
  release(): Promise<void> {
    return this.#place.tail.release();
  }

  #placeIn(rowsDir: string): SnapshotPlace {
    return openPlace(this.#duckdb, this.#boardDir, rowsDir, this.#settings);
  }

  /** A rewind that is under way, or was cut off, has the board's rows in another folder. */
  async #findPlace(): Promise<void> {
    const rowsDir = rowsFolderOf(this.#boardDir);
    if (rowsDir === this.#place.rowsDir) return;
    await this.#place.tail.release();
    this.#place = this.#placeIn(rowsDir);
  }

  /** DuckDB and the directory's listing would follow a link out of the board. */
  #checkFolders(): void {
    const reason = findForeignFolder(this.#boardDir) ??
      (this.#settings.isExport ? findLinkedFile(this.#boardDir) : undefined);
    if (reason === undefined) return;
    throw new BoardReadError(`Cannot read ${this.#boardDir}: ${reason}`, {
      cause: new Error(reason),
    });
  }

  /** Opening and closing the DuckDB file in this process would drop the writer's lock on it. */
  #refuseOwnWriter(): void {
    if (this.#settings.format !== "duckdb" || !isWrittenHere(this.#boardDir)) return;
    throw new BoardReadError(
      `Cannot read ${this.#boardDir}: this process writes it; read it from another process, or ` +
        `after finish(); a board with backend "parquet" can be read here at any time`,
    );
  }

  async #openFiles(problems: string[]): Promise<OpenedFiles> {
    this.#version = undefined;
    const live = isLive(this.#boardDir);
    // A live writer has verified its files itself, and its checksums may be ahead of them.
    const verify = this.#settings.verify && !live;
    this.#place.tail.refresh();
    const hasJournal = this.#place.tail.exists;
    const { damage, filesProblem } = this.#settings;
    if (hasJournal && filesProblem !== undefined) {
      damage.addFiles(this.#place.files.version, filesProblem);
    }
    const kept = hasJournal || live ? undefined : this.#place.kept;
    kept?.refresh();
    if (kept?.problem !== undefined) problems.push(kept.problem);
    for (const files of [this.#place.files, ...(hasJournal ? [this.#place.base] : [])]) {
      if (!files.exists) {
        // Those of another backend, of which the reader has no format, are not what it looked for.
        const { format } = this.#settings;
        const missing = kept?.dataFiles.find((name) => isDataFile(name, format));
        if (missing === undefined) continue;
        throw new BoardReadError(`Cannot read ${this.#boardDir}: data/${missing} is missing`);
      }
      const { version } = files;
      try {
        const reason = damage.ofFiles(version);
        if (reason !== undefined) throw new FilesDamagedError(reason);
        const wasCutOff = hasJournal && !live;
        const opened = await files.open({ hasJournal, wasCutOff, verify, kept });
        this.#version = files.version;
        return { ...opened, hasJournal, live, kept };
      } catch (error) {
        if (!(error instanceof FilesDamagedError)) throw error;
        if (files.version !== version) throw new FilesChangedError(error.message);
        damage.addFiles(version, error.message);
        problems.push(error.message);
        // DuckDB answers nothing any more: the next attempt has another instance, without the files.
        if (isFatal(error.cause)) {
          throw new FilesChangedError(error.message, { cause: error.cause });
        }
        if (!hasJournal) throw new BoardReadError(error.message, { cause: error });
      }
    }
    return { ...NO_FILES, hasJournal, live };
  }

  /** Records the damage that the comparison has found. @returns Whether there is any. */
  #addDamage(version: string, found: ReadonlyMap<TableName, string>): boolean {
    for (const [table, damage] of found) {
      const reason = `Cannot read the ${table} of ${this.#boardDir}: ${damage}; to read it as it ` +
        "is, remove the board's file_checksums.json";
      this.#settings.damage.addTable(version, table, reason);
    }
    return found.size > 0;
  }

  #withoutDamaged(files: OpenFiles): OpenFiles {
    if (this.#version === undefined) return files;
    const reasons = this.#settings.damage.ofTables(this.#version);
    return {
      ...files,
      relations: new Map([...files.relations].filter(([table]) => !reasons.has(table))),
      unreadable: new Map([...files.unreadable, ...reasons]),
    };
  }
}

/** The files of a snapshot, and what was known when they were opened. */
interface OpenedFiles extends OpenFiles {
  hasJournal: boolean;
  /** Whether a process writes the board. */
  live: boolean;
  kept?: KeptChecksums;
}

const NO_FILES: OpenFiles = {
  relations: new Map(),
  lastSteps: new Map(),
  unreadable: new Map(),
  unguarded: new Map(),
  hasChanged: () => false,
  close: () => Promise.resolve(),
};
