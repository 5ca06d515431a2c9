import { basename, dirname, join } from "@std/path";
import { DUCKDB_FILE } from "../../format/files_format.ts";
import {
  type Backend,
  BackendDamagedError,
  type ByteRange,
  type IsKept,
  type OpenBackend,
} from "../backend.ts";
import type { TableState } from "../../format/table_state.ts";
import type { BareDuckDb } from "./bare_duckdb.ts";
import { DuckDbCatalog } from "./duckdb_catalog.ts";
import { addColumnsSql, tableDefinition } from "./duckdb_schema.ts";
import { attachToRead } from "./open_file_of.ts";
import { quoteName } from "./quote.ts";
import { toAttachError, toDamageError } from "./duckdb_errors.ts";
import { attachToWrite } from "./attach_to_write.ts";
import { checkMagic } from "./check_magic.ts";
import { DuckDbTableWriter } from "./duckdb_table_writer.ts";
import { insertSparse } from "./insert_sparse.ts";
import { keepInstance, takeInstance } from "./idle_instance.ts";
import { findWrittenBlocks } from "./written_blocks.ts";
import { type WideFile, wideFile } from "./wide_file.ts";
import { verifyTables } from "./verify_tables.ts";
import { identityOf } from "../../system/file_identity.ts";
import { isThere } from "../../system/exists.ts";
import { removeFile } from "../../system/remove.ts";
import { makeDir } from "../../system/make_dir.ts";
import { syncDirLater } from "../../system/sync_dir.ts";
import type { Block } from "../../format/block.ts";
import { type ColumnDef, isEventTable, LOG_TABLES, type TableName } from "../../format/tables.ts";

/**
 * Keeps a board in one DuckDB file, `board.duckdb`.
 *
 * The file is attached for each commit and detached after it, so that other
 * processes can open it in between. Each backend has an instance of DuckDB of
 * its own, with one thread and no extensions.
 */
class DuckDbBackend implements Backend {
  readonly hasEventTables = true;
  readonly #path: string;
  readonly #duckdb: BareDuckDb;
  readonly #catalog: DuckDbCatalog;
  /** A writer for each table that got rows since the file was attached. */
  readonly #writers = new Map<TableName, DuckDbTableWriter>();
  /** The columns that the tables have in the file, as far as they were read. */
  readonly #columns = new Map<TableName, ColumnDef[]>();
  #attached = false;
  /** Whether the instance is closed, or may be another backend's by now. */
  #hasEnded = false;
  /** The settings of a wide file that this backend has made; of others it does not know the row groups. */
  #wideFile?: WideFile;
  /** The identity of the file when it was last detached. */
  #identity?: string;

  constructor(path: string, duckdb: BareDuckDb) {
    this.#path = path;
    this.#duckdb = duckdb;
    this.#catalog = new DuckDbCatalog(duckdb, path);
  }

  tables(): Promise<TableState[]> {
    return this.#read(async (rowCounts) => {
      const states: TableState[] = [];
      for (const [table, rowCount] of rowCounts) {
        states.push(await this.#catalog.stateOf(table, rowCount));
      }
      return states;
    });
  }

  /** Hashes the values: DuckDB checks the checksum of each block that it reads. */
  async verify(isKept?: IsKept, wasCutOff = false): Promise<void> {
    if (wasCutOff && isThere(this.#path)) {
      const { verifyApart } = await import("./verify_apart.ts"); // Few runs need it.
      if (await verifyApart(this.#path)) return;
    }
    const isBlockKept = isKept &&
      ((from: number, to: number) => isKept(basename(this.#path), from, to));
    await this.#read(async (rowCounts) => {
      const reattach = () => this.#detach().then(() => this.#attachToRead());
      const file = { duckdb: this.#duckdb, catalog: this.#catalog, reattach };
      await verifyTables(file, rowCounts, isBlockKept);
      return [];
    });
  }

  async findWritten(name: string, copyPath: string): Promise<ByteRange[] | undefined> {
    if (name !== basename(this.#path)) return undefined;
    // Before the file is looked at: whoever closes it, drops the lock of an attached one.
    await this.#attachToRead();
    const blockBytes = await this.#catalog.blockBytes().finally(() => this.#detach());
    return await findWrittenBlocks(this.#path, copyPath, blockBytes);
  }

  async addColumns(table: TableName, columns: readonly ColumnDef[]): Promise<void> {
    await this.#writerWith(table, columns);
  }

  async append(block: Block): Promise<void> {
    const writer = await this.#writerWith(block.table, block.columns);
    await writer.append(block);
  }

  async commit(): Promise<void> {
    if (!this.#attached) return;
    for (const writer of this.#writers.values()) await writer.finish();
    this.#writers.clear();
    await this.#duckdb.run("COMMIT");
    const isNew = this.#identity === undefined;
    await this.#detach();
    if (isNew) await syncDirLater(dirname(this.#path));
  }

  async close(): Promise<void> {
    await this.#rollBack();
    if (isThere(`${this.#path}.wal`)) await this.#checkpointWal();
    if (this.#wideFile !== undefined && !this.#hasEnded) {
      await this.#duckdb.run("RESET write_buffer_row_group_count");
    }
    if (this.#hasEnded || !keepInstance(this.#duckdb)) return this.#end();
    this.#hasEnded = true;
  }

  async abort(): Promise<void> {
    try {
      await this.#rollBack();
    } catch {
      // After an I/O error the instance answers each call with an error.
    }
    this.#end();
  }

  #end(): void {
    if (!this.#hasEnded) this.#duckdb.close();
    this.#hasEnded = true;
  }

  /**
   * Moves the rows of a WAL into the file. A run that was killed after its last
   * commit leaves them there, and a finished board is one file: whoever copies
   * it does not know of a second one.
   */
  async #checkpointWal(): Promise<void> {
    await this.#attachToWrite();
    await this.#detach();
  }

  /** Does some work on the file, attached read-only: it fails where the file is damaged. */
  async #read<T>(work: (rowCounts: Map<TableName, number>) => Promise<T[]>): Promise<T[]> {
    if (!isThere(this.#path)) return [];
    try {
      await this.#attachToRead();
      const found = await work(await this.#catalog.rowCounts());
      await this.#detach();
      return found;
    } catch (error) {
      if (this.#attached) await this.#detach().catch(() => {}); // The first error tells more.
      throw toDamageError(this.#path, error);
    }
  }

  /** @param columnCount How many columns the first rows have. */
  async #begin(columnCount: number): Promise<void> {
    const wide = wideFile(columnCount);
    if (wide !== undefined && this.#columns.size === 0) await this.#removeEmptyFile();
    const isNew = this.#identity === undefined && !isThere(this.#path);
    if (isNew) makeDir(dirname(this.#path));
    if (isNew) this.#wideFile = wide;
    await this.#attachToWrite(isNew ? this.#wideFile?.blockBytes : undefined);
    await this.#duckdb.run("BEGIN");
    if (this.#columns.size > 0) return; // An earlier commit has found the tables.
    // A first commit that was aborted leaves a file without tables.
    if (!isNew && (await this.#catalog.tableNames()).length > 0) return;
    for (const table of LOG_TABLES) await this.#createTable(table);
  }

  /**
   * Removes a file without any table, which a writer leaves that was killed in its first commit: it
   * was made for as many columns as there were then, and DuckDB changes the size of its blocks no more.
   */
  async #removeEmptyFile(): Promise<void> {
    if (!isThere(this.#path)) return;
    await this.#attachToWrite();
    const isEmpty = await this.#catalog.isEmpty().finally(() => this.#detach());
    if (!isEmpty) return;
    removeFile(this.#path);
    this.#identity = undefined;
  }

  async #createTable(table: TableName): Promise<void> {
    await this.#duckdb.run(
      `CREATE TABLE board.main.${quoteName(table)} (${tableDefinition(table)})`,
    );
  }

  /** The writer of a table that has some columns. */
  async #writerWith(
    table: TableName,
    columns: readonly ColumnDef[],
  ): Promise<DuckDbTableWriter> {
    if (!this.#attached) await this.#begin(columns.length);
    const writer = await this.#writerOf(table);
    const added = columns.filter(({ name }) => !writer.hasColumn(name))
      .map(({ name, type }) => ({ name, type }));
    if (added.length > 0) await this.#addColumns(table, writer, added);
    return writer;
  }

  async #writerOf(table: TableName): Promise<DuckDbTableWriter> {
    let writer = this.#writers.get(table);
    if (writer === undefined) {
      let columns = this.#columns.get(table);
      if (columns === undefined) {
        const isThere = !isEventTable(table) || (await this.#catalog.tableNames()).includes(table);
        if (!isThere) await this.#createTable(table);
        columns = await this.#catalog.columnsOf(table);
        this.#columns.set(table, columns);
      }
      writer = new DuckDbTableWriter(
        () => this.#duckdb.openAppender(table, "main", "board"),
        columns,
        (filled, chunk) => insertSparse(this.#duckdb, table, filled, chunk),
      );
      this.#writers.set(table, writer);
    }
    return writer;
  }

  async #addColumns(
    table: TableName,
    writer: DuckDbTableWriter,
    added: ColumnDef[],
  ): Promise<void> {
    await writer.finish();
    const size = {
      columnCount: writer.columnCount,
      rowCount: await this.#catalog.count(`SELECT count(*) FROM board.main.${quoteName(table)}`),
    };
    for (const sql of addColumnsSql(table, added, size)) await this.#duckdb.run(sql);
    writer.addColumns(added);
    this.#columns.get(table)!.push(...added);
  }

  #attachToRead(): Promise<void> {
    return this.#attach(() => attachToRead(this.#duckdb, this.#path));
  }

  /** @param blockBytes Of a new file. Default: that of DuckDB. */
  async #attachToWrite(blockBytes?: number): Promise<void> {
    const options = blockBytes === undefined ? [] : [`BLOCK_SIZE ${blockBytes}`];
    if (this.#wideFile !== undefined) {
      options.push(`ROW_GROUP_SIZE ${this.#wideFile.rowGroupRows}`);
      // A row group is written as soon as it is full, else when there are five.
      await this.#duckdb.run("SET write_buffer_row_group_count = 1");
    }
    await this.#attach(() => attachToWrite(this.#duckdb, this.#path, "board", options));
  }

  async #attach(attach: () => Promise<void>): Promise<void> {
    // DuckDB would write into whatever file has the name now.
    if (this.#identity !== undefined && identityOf(this.#path) !== this.#identity) {
      throw new BackendDamagedError(`${this.#path} was removed or replaced during the run`);
    }
    try {
      await attach();
    } catch (error) {
      throw toAttachError(this.#path, error);
    }
    this.#attached = true;
  }

  async #detach(): Promise<void> {
    this.#attached = false;
    await this.#duckdb.run("DETACH board");
    this.#identity = identityOf(this.#path);
  }

  async #rollBack(): Promise<void> {
    if (!this.#attached) return;
    for (const writer of this.#writers.values()) writer.drop();
    this.#writers.clear();
    this.#columns.clear();
    await this.#duckdb.run("ROLLBACK");
    await this.#detach();
  }
}

/**
 * Opens the DuckDB backend: one file, `board.duckdb`, readable by others
 * between two commits.
 */
export const openBackend: OpenBackend = async ({ dataDir }) => {
  const path = join(dataDir, DUCKDB_FILE);
  checkMagic(path);
  return new DuckDbBackend(path, await takeInstance());
};
