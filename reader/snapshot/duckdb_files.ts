import { join } from "@std/path";
import { BackendDamagedError } from "../../backends/backend.ts";
import { checkMagic } from "../../backends/duckdb/check_magic.ts";
import { isFatal, isFileLocked, toDamageError } from "../../backends/duckdb/duckdb_errors.ts";
import { quoteName, quoteText } from "../../backends/duckdb/quote.ts";
import { countMisplacedSql, readAllSql } from "../../backends/duckdb/verify_sql.ts";
import { boardColumns } from "../../format/board_columns.ts";
import { DUCKDB_FILE } from "../../format/files_format.ts";
import { orderColumn, type TableName } from "../../format/tables.ts";
import { versionOf } from "../../system/file_version.ts";
import { messageOf } from "../../system/message_of.ts";
import { retryUntil } from "../../system/retry.ts";
import type { SandboxedDuckDb } from "../query/sandboxed_duckdb.ts";
import { BoardReadError } from "../shared/errors.ts";
import { firstLineOf } from "../shared/first_line.ts";
import type { BackendFiles, FilesSettings, OpenFiles, OpenFilesOptions } from "./backend_files.ts";
import { catalogColumns } from "./catalog_columns.ts";
import { FilesChangedError } from "./files_changed_error.ts";
import { FilesDamagedError } from "./files_damaged_error.ts";
import { findCatalogExcess } from "./find_catalog_excess.ts";
import { findTableProblem } from "./find_table_problem.ts";

/** Of a file that is attached faster, nobody need know how much its catalog has. */
const SLOW_ATTACH_MS = 50;

/** What a file has. */
interface Catalog {
  /** The tables that have rows and can be read. */
  tables: readonly TableName[];
  /** Why others cannot be read. */
  unreadable: Map<TableName, string>;
}

/**
 * Reads a board's DuckDB file, also while a run writes it.
 *
 * DuckDB lets either one process write a file, or several read it. The writer
 * holds the file only while it commits; so a reader attaches it read-only for
 * one query and detaches it at once:
 *
 * 1. ATTACH is retried as long as the writer holds the file.
 * 2. While the file is attached the writer cannot commit, so all queries see
 *    one moment, and the journal has every row that the file lacks: the file's
 *    last step per table tells which ones.
 * 3. A file that a killed writer may have torn is read to its end once: DuckDB
 *    checks the checksum of each block that it reads, and the steps must rise.
 */
export class DuckDbFiles implements BackendFiles {
  readonly #duckdb: SandboxedDuckDb;
  readonly #path: string;
  readonly #alias: string;
  readonly #busyTimeoutMs: number;
  readonly #tables: readonly TableName[];
  readonly #typesOf: typeof boardColumns;
  /** The version of the file that was read to its end and is sound. */
  #verified?: string;
  #known?: Catalog & { version: string };
  /** Whether the file took long to attach the last time: a catalog of many columns does. */
  #wasSlow = false;

  /**
   * @param dir The folder that the file is in.
   * @param name The file's name.
   */
  constructor(
    duckdb: SandboxedDuckDb,
    dir: string,
    { alias, busyTimeoutMs, tables, typesOf = boardColumns }: FilesSettings,
    name = DUCKDB_FILE,
  ) {
    this.#duckdb = duckdb;
    this.#path = join(dir, name);
    this.#alias = alias;
    this.#busyTimeoutMs = busyTimeoutMs;
    this.#tables = tables;
    this.#typesOf = typesOf;
  }

  /** Whether the file exists. */
  get exists(): boolean {
    return versionOf(this.#path) !== undefined;
  }

  /** The version of the file and its WAL. */
  get version(): string {
    return `${versionOf(this.#path)} ${versionOf(`${this.#path}.wal`)}`;
  }

  /** Attaches the file. The writer commits nothing until it is closed. */
  async open({ hasJournal, wasCutOff, verify }: OpenFilesOptions): Promise<OpenFiles> {
    const nothing = hasJournal ? undefined : this.#knownToHaveNothing();
    if (nothing !== undefined) return nothing;
    try {
      // Before anything of it is read here: a damaged file may end the process, be it verified or not.
      if (wasCutOff) await this.#verifyApart();
      await this.#attach();
      try {
        const { tables, unreadable } = await this.#catalog(hasJournal);
        if (hasJournal && verify) await this.#verify(tables);
        const lastSteps = hasJournal ? await this.#lastSteps(tables) : new Map();
        return {
          relations: new Map(tables.map((table) => [table, this.#relation(table)])),
          lastSteps,
          unreadable,
          unguarded: new Map(), // DuckDB checks the checksum of each block that it reads.
          hasChanged: () => false, // The lock prevents it.
          close: () => this.#detach(),
        };
      } catch (error) {
        await this.#detach().catch(() => {});
        throw error;
      }
    } catch (error) {
      throw this.#wrapError(error);
    }
  }

  /** To attach a file of 100,000 columns takes seconds: a file known to be unreadable is not attached again. */
  #knownToHaveNothing(): OpenFiles | undefined {
    const known = this.#known;
    if (!known || known.tables.length > 0 || known.unreadable.size === 0) return undefined;
    if (known.version !== this.version) return undefined;
    return {
      relations: new Map(),
      lastSteps: new Map(),
      unreadable: known.unreadable,
      unguarded: new Map(),
      hasChanged: () => this.version !== known.version,
      close: () => Promise.resolve(),
    };
  }

  /** Damage of the file, or a reason why it cannot be read, from an error of DuckDB's. */
  #wrapError(cause: unknown): unknown {
    const isOurs = cause instanceof FilesChangedError || cause instanceof FilesDamagedError ||
      cause instanceof BoardReadError;
    if (isOurs) return cause;
    const error = toDamageError(this.#path, cause);
    return error instanceof BackendDamagedError
      ? new FilesDamagedError(firstLineOf(error), { cause })
      : new BoardReadError(`Cannot read ${this.#path}: ${messageOf(error)}`, { cause });
  }

  async #attach(): Promise<void> {
    try {
      await retryUntil(
        performance.now() + this.#busyTimeoutMs,
        async () => {
          if (!this.exists) throw new FilesChangedError(`${this.#path} is gone`);
          checkMagic(this.#path);
          const [path, alias] = [quoteText(this.#path), quoteName(this.#alias)];
          const start = performance.now();
          await this.#duckdb.run(`ATTACH ${path} AS ${alias} (TYPE duckdb, READ_ONLY)`);
          this.#wasSlow = performance.now() - start > SLOW_ATTACH_MS;
        },
        { pauseMs: 1, jitter: 9, isTemporary: (error) => isFileLocked(error) },
      );
    } catch (cause) {
      if (!isFileLocked(cause)) throw cause;
      throw new BoardReadError(
        `Cannot read ${this.#path}: another process has held it for writing for ` +
          `${this.#busyTimeoutMs} ms; try again`,
        { cause },
      );
    }
  }

  async #detach(): Promise<void> {
    await this.#duckdb.run(`DETACH ${quoteName(this.#alias)}`);
  }

  /**
   * The tables that have rows and can be read. Looked up once of each version of the file: that is
   * some statements per board.
   */
  async #catalog(hasJournal: boolean): Promise<Catalog> {
    const { version } = this;
    if (this.#known?.version === version) return this.#known;
    // DuckDB loads all of the catalog each time: a query per attached file would be many.
    const excess = this.#wasSlow ? await findCatalogExcess(this.#duckdb, this.#alias) : undefined;
    if (excess !== undefined) throw new FilesDamagedError(`Cannot read ${this.#path}: ${excess}`);
    const found = await this.#findTables();
    const unreadable = await this.#findUnreadable(found);
    const [reason] = unreadable.values();
    // The journal has all rows of a file that is none of a board.
    if (hasJournal && reason !== undefined) throw new FilesDamagedError(reason);
    this.#known = { version, tables: found.filter((table) => !unreadable.has(table)), unreadable };
    return this.#known;
  }

  /**
   * The tables of ours that have rows. Only a table can be deleted from, no view of its name, so a
   * statement that is never run tells. `duckdb_tables()` looks through all attached files to answer,
   * which of two hundred takes seconds.
   */
  async #findTables(): Promise<readonly TableName[]> {
    const found: TableName[] = [];
    for (const table of this.#tables) {
      try {
        const sql = `DELETE FROM ${this.#relation(table)}`;
        (await this.#duckdb.connection.prepare(sql)).destroySync();
        found.push(table);
      } catch (error) {
        if (!/^(Catalog|Binder) Error/.test(messageOf(error))) throw error;
      }
    }
    return await this.#withRows(found);
  }

  /** Those of some tables that may have rows: most have none. A single one is left to its reader. */
  async #withRows(tables: readonly TableName[]): Promise<readonly TableName[]> {
    if (tables.length <= 1) return tables;
    const first = tables.map((table, index) =>
      `(SELECT ${index} FROM ${this.#relation(table)} LIMIT 1)`
    );
    try {
      const rows = await this.#duckdb.rows(first.join(" UNION ALL ") || "SELECT 0 WHERE false");
      const filled = new Set(rows.map(([index]) => Number(index)));
      return tables.filter((_, index) => filled.has(index));
    } catch (error) {
      if (isFatal(error)) throw error;
      return [...tables]; // Whoever reads the damaged one says so.
    }
  }

  /** The tables with more columns than boards have, or of other types, and why they are not read. */
  async #findUnreadable(tables: readonly TableName[]): Promise<Map<TableName, string>> {
    const unreadable = new Map<TableName, string>();
    const named = tables.map((table) => ({ table, relation: this.#relation(table) }));
    const columnsOf = await catalogColumns(this.#duckdb, named.map(({ relation }) => relation));
    for (const [index, { table, relation }] of named.entries()) {
      const columns = columnsOf[index] ?? [];
      const types = this.#typesOf(table);
      const problem = await findTableProblem(this.#duckdb, { relation, table, columns, types });
      if (problem !== undefined) unreadable.set(table, `Cannot read ${this.#path}: ${problem}`);
    }
    return unreadable;
  }

  async #lastSteps(tables: readonly TableName[]): Promise<Map<TableName, number>> {
    const lastSteps = new Map<TableName, number>();
    for (const table of tables) {
      const [[step = null] = []] = await this.#duckdb.rows(
        `SELECT max(${orderColumn(table)}) FROM ${this.#relation(table)}`,
      );
      if (step !== null) lastSteps.set(table, Number(step));
    }
    return lastSteps;
  }

  async #verifyApart(): Promise<void> {
    const { version } = this;
    if (this.#verified === version) return;
    const { verifyApart } = await import("../../backends/duckdb/verify_apart.ts"); // Few boards need it.
    if (await verifyApart(this.#path)) this.#verified = version;
  }

  async #verify(tables: readonly TableName[]): Promise<void> {
    const { version } = this;
    if (this.#verified === version) return;
    for (const table of tables) await this.#duckdb.rows(readAllSql(this.#relation(table)));
    if (tables.includes("metrics")) {
      const [[misplaced] = []] = await this.#duckdb.rows(
        countMisplacedSql(this.#relation("metrics")),
      );
      if (Number(misplaced) > 0) {
        throw new FilesDamagedError(`Cannot read ${this.#path}: it has rows twice`);
      }
    }
    this.#verified = version;
  }

  #relation(table: TableName): string {
    return `${quoteName(this.#alias)}.main.${quoteName(table)}`;
  }
}
