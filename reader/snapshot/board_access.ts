import { join } from "@std/path";
import { quoteName } from "../../backends/duckdb/quote.ts";
import { KEY_COLUMNS, TABLE_COLUMNS } from "../../format/tables.ts";
import { SQL_TYPES } from "../../backends/duckdb/duckdb_schema.ts";
import { TABLE_NAMES, type TableName } from "../../format/tables.ts";
import { FilesChangedError, FilesDamagedError, type OpenFiles } from "./board_files.ts";
import { DuckDbFiles } from "./duckdb_files.ts";
import type { SandboxedDuckDb } from "../query/sandboxed_duckdb.ts";
import { BoardReadError } from "../errors.ts";
import { JournalTail } from "./journal_tail.ts";
import type { KnownDamage } from "./known_damage.ts";
import { isLive, isWrittenHere } from "../../format/live.ts";
import { ParquetFiles } from "./parquet_files.ts";
import { isSystemError } from "../../system/error_code.ts";

/** A board's tables at one moment, held for one query. */
export interface BoardSnapshot {
  /** What stands behind FROM, for each table. */
  relations: Readonly<Record<TableName, string>>;
  /** Tables that cannot be read, and why. */
  unreadable: ReadonlyMap<TableName, string>;
  /** Whether they cannot be relied on any more. */
  hasChanged(): boolean;
  /** Lets go of them. */
  close(): Promise<void>;
}

/** What a board's files are of. */
export type FilesFormat = "duckdb" | "parquet";

/** How a {@linkcode BoardAccess} works. */
export interface AccessSettings {
  /** The name of what it attaches, and of its schema in the tails. */
  alias: string;
  /** The files' format. */
  format: FilesFormat;
  /** How long to wait for a writer. */
  busyTimeoutMs: number;
  /** Whether the files of a run that was cut off are read to their end once. */
  verify: boolean;
  /** What is known to be damaged, to be added to. */
  damage: KnownDamage;
}

/**
 * The way to a board's rows: its files, and what the journal has above them.
 *
 * Files of an unfinished run that are damaged are passed over, for the copy
 * in `journal/base` of what an earlier run left, and the whole journal.
 */
export class BoardAccess {
  readonly #boardDir: string;
  readonly #settings: AccessSettings;
  readonly #files: DuckDbFiles | ParquetFiles;
  readonly #base: DuckDbFiles | ParquetFiles;
  readonly #tail: JournalTail;
  /** The version of the files that were opened last. */
  #version?: string;
  #problems: string[] = [];

  /** Looks at nothing yet. */
  constructor(engine: SandboxedDuckDb, boardDir: string, settings: AccessSettings) {
    this.#boardDir = boardDir;
    this.#settings = settings;
    const dataDir = join(boardDir, "data");
    const { format, alias, busyTimeoutMs } = settings;
    const filesIn = (dir: string) =>
      format === "duckdb"
        ? new DuckDbFiles(engine, dir, alias, busyTimeoutMs)
        : new ParquetFiles(engine, dir);
    this.#files = filesIn(dataDir);
    this.#base = filesIn(join(dataDir, "journal", "base"));
    this.#tail = new JournalTail(engine, dataDir, alias);
  }

  /** What of the board is damaged, as of the last look. */
  get problems(): readonly string[] {
    return [...this.#problems, ...this.#tail.problems];
  }

  /**
   * Takes hold of the board's tables.
   *
   * @throws {FilesChangedError} Where they changed under the look: another one will do.
   * @throws {BoardReadError} Where they cannot be had.
   */
  async open(): Promise<BoardSnapshot> {
    try {
      return await this.#open();
    } catch (error) {
      if (!isSystemError(error)) throw error;
      throw new BoardReadError(`Cannot read ${this.#boardDir}: ${error.message}`, { cause: error });
    }
  }

  async #open(): Promise<BoardSnapshot> {
    this.#refuseOwnWriter();
    const problems: string[] = [];
    const found = await this.#openFiles(problems);
    try {
      await this.#tail.update(found.lastSteps);
      // Rows that the base lacks are in the journal, and where that is gone, in the files.
      const isLost = found.isSubstitute && !this.#tail.exists;
      if (isLost || found.hasChanged()) throw new FilesChangedError("The run was finished");
      // Which of the journal's rows the files have was not asked.
      const isResumed = !found.hasJournal && this.#tail.exists;
      if (isResumed) throw new FilesChangedError("The run was resumed");
      const files = this.#withoutDamaged(found);
      this.#problems = problems;
      for (const reason of files.unreadable.values()) this.#problems.push(reason);
      return {
        relations: this.#relations(files),
        unreadable: new Map(
          [...files.unreadable].filter(([table]) =>
            !files.relations.has(table) && !this.#tail.tables.has(table)
          ),
        ),
        hasChanged: () => files.hasChanged(),
        close: () => files.close(),
      };
    } catch (error) {
      await found.close().catch(() => {});
      throw error;
    }
  }

  /**
   * Takes note that a table of the files that were opened last turned out
   * damaged when it was read: the next look takes the journal for all that it
   * has, or else leaves the table out.
   *
   * @returns Whether that was not known yet.
   */
  noteDamage(table: TableName, reason: string): boolean {
    const version = this.#version;
    if (version === undefined) return false;
    const { damage } = this.#settings;
    return this.#tail.exists
      ? damage.noteFiles(version, reason)
      : damage.noteTable(version, table, reason);
  }

  /** Even to open the DuckDB file here would drop the lock that the writer has on it. */
  #refuseOwnWriter(): void {
    if (this.#settings.format !== "duckdb" || !isWrittenHere(this.#boardDir)) return;
    throw new BoardReadError(
      `Cannot read ${this.#boardDir}: this process writes it; read it from another process, or ` +
        `after finish(); a board with backend "parquet" can be read here at any time`,
    );
  }

  async #openFiles(
    problems: string[],
  ): Promise<OpenFiles & { isSubstitute: boolean; hasJournal: boolean }> {
    this.#version = undefined;
    const live = isLive(this.#boardDir);
    // A live writer has verified its files itself, and its checksums may be ahead of them.
    const verify = this.#settings.verify && !live;
    this.#tail.look();
    const hasJournal = this.#tail.exists;
    for (const files of [this.#files, ...(hasJournal ? [this.#base] : [])]) {
      const isSubstitute = files !== this.#files;
      if (!files.exists) continue;
      const { version } = files;
      try {
        const reason = this.#settings.damage.ofFiles(version);
        if (reason !== undefined) throw new FilesDamagedError(reason);
        const opened = await files.open({ hasJournal, verify, live });
        this.#version = files.version;
        return { ...opened, isSubstitute, hasJournal };
      } catch (error) {
        if (!(error instanceof FilesDamagedError)) throw error;
        if (files.version !== version) throw new FilesChangedError(error.message);
        this.#settings.damage.noteFiles(version, error.message);
        problems.push(error.message);
        if (!hasJournal) throw new BoardReadError(error.message, { cause: error });
      }
    }
    return { ...NO_FILES, isSubstitute: hasJournal, hasJournal };
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

  #relations({ relations, unreadable }: OpenFiles): Record<TableName, string> {
    const entries = TABLE_NAMES.map((table): [TableName, string] => {
      const parts = [
        relations.get(table),
        this.#tail.tables.has(table) ? this.#tail.relation(table) : undefined,
      ].filter((part) => part !== undefined);
      // Nobody shall take what cannot be read for empty.
      if (parts.length === 0) parts.push(emptyTable(table, unreadable.get(table)));
      // A table's own name: of 5,000 columns, DuckDB then looks only at those that are asked for.
      const [only] = parts;
      return [
        table,
        parts.length === 1 ? only : `(FROM ${parts.join(" UNION ALL BY NAME FROM ")})`,
      ];
    });
    return Object.fromEntries(entries) as Record<TableName, string>;
  }
}

const NO_FILES: OpenFiles = {
  relations: new Map(),
  lastSteps: new Map(),
  unreadable: new Map(),
  hasChanged: () => false,
  close: () => Promise.resolve(),
};

/** Marks, in an error of DuckDB's, a text of ours. */
export const UNREADABLE = "This table cannot be read: ";

/** What stands behind FROM for a table without rows. */
export function emptyTable(table: TableName, unreadable?: string): string {
  const columns = [...KEY_COLUMNS, ...TABLE_COLUMNS[table]].map(({ name, type }) =>
    `NULL::${SQL_TYPES[type]} AS ${quoteName(name)}`
  );
  const where = unreadable === undefined
    ? "false"
    : `error('${UNREADABLE}${unreadable.replaceAll("'", "''")}')`;
  return `(SELECT ${columns.join(", ")} WHERE ${where})`;
}
