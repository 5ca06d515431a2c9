import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { dirname, join } from "@std/path";
import {
  type Backend,
  BackendBusyError,
  BackendDamagedError,
  type OpenBackend,
} from "../backend.ts";
import type { TableState } from "../../format/table_state.ts";
import { addColumnsSql, SQL_TYPES, tableDefinition } from "./duckdb_schema.ts";
import { quoteName, quoteText } from "./quote.ts";
import { isFileLocked, toDamageError } from "./duckdb_errors.ts";
import { checkMagic } from "./check_magic.ts";
import { DuckDbTableWriter } from "./duckdb_table_writer.ts";
import { countMisplacedSql, readAllSql } from "./verify_sql.ts";
import { identityOf } from "../../system/file_identity.ts";
import { makeDir } from "../../system/make_dir.ts";
import { syncDirLater } from "../../system/sync_dir.ts";
import type { Block } from "../../format/block.ts";
import {
  type ColumnDef,
  type ColumnType,
  TABLE_NAMES,
  type TableName,
} from "../../format/tables.ts";

/** The column type of each SQL type. */
const COLUMN_TYPES = new Map(
  Object.entries(SQL_TYPES).map(([type, sql]) => [sql, type as ColumnType]),
);

/**
 * Keeps a board in one DuckDB file, `board.duckdb`.
 *
 * The file is attached for each commit and detached after it, so that other
 * processes can open it in between. Each backend has an instance of DuckDB of
 * its own, with one thread and no extensions.
 */
class DuckDbBackend implements Backend {
  readonly #path: string;
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  /** A writer for each table that got rows since the file was attached. */
  readonly #writers = new Map<TableName, DuckDbTableWriter>();
  /** The columns that the tables have in the file, as far as they were read. */
  readonly #columns = new Map<TableName, ColumnDef[]>();
  #attached = false;
  /** The identity of the file when it was last detached. */
  #identity?: string;

  constructor(path: string, instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#path = path;
    this.#instance = instance;
    this.#connection = connection;
  }

  tables(): Promise<TableState[]> {
    return this.#read(async (tables) => {
      const states: TableState[] = [];
      for (const table of tables) states.push(await this.#state(table));
      return states.filter(({ rowCount }) => rowCount > 0);
    });
  }

  /** Hashes every value: DuckDB checks the checksum of each block that it reads. */
  async verify(): Promise<void> {
    await this.#read(async (tables) => {
      for (const table of tables) {
        await this.#connection.run(readAllSql(`board.main.${quoteName(table)}`));
      }
      if (!tables.includes("metrics")) return []; // Killed before its first commit.
      const misplaced = await this.#count(countMisplacedSql("board.main.metrics"));
      if (misplaced > 0) {
        throw new BackendDamagedError(`${this.#path} has steps twice, or in a wrong order`);
      }
      return [];
    });
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
    for (const writer of this.#writers.values()) writer.finish();
    this.#writers.clear();
    await this.#connection.run("COMMIT");
    const isNew = this.#identity === undefined;
    await this.#detach();
    if (isNew) await syncDirLater(dirname(this.#path));
  }

  async close(): Promise<void> {
    await this.#rollBack();
    if (isThere(`${this.#path}.wal`)) await this.#checkpointWal();
    await this.abort();
  }

  async abort(): Promise<void> {
    try {
      await this.#rollBack();
    } catch {
      // After an I/O error the instance answers each call with an error.
    }
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  /**
   * Moves the rows of a WAL into the file. A run that was killed after its last
   * commit leaves them there, and a finished board is one file: whoever copies
   * it does not know of a second one.
   */
  async #checkpointWal(): Promise<void> {
    await this.#attach("READ_WRITE");
    await this.#detach();
  }

  /** Does some work on the file, attached read-only: it fails where the file is damaged. */
  async #read<T>(work: (tables: TableName[]) => Promise<T[]>): Promise<T[]> {
    if (!isThere(this.#path)) return [];
    try {
      await this.#attach("READ_ONLY");
      try {
        return await work(await this.#tableNames());
      } finally {
        await this.#detach();
      }
    } catch (error) {
      throw toDamageError(this.#path, error);
    }
  }

  async #begin(): Promise<void> {
    const isNew = this.#identity === undefined && !isThere(this.#path);
    if (isNew) makeDir(dirname(this.#path));
    await this.#attach("READ_WRITE");
    await this.#connection.run("BEGIN");
    if (this.#columns.size > 0) return; // An earlier commit has found the tables.
    // A first commit that was aborted leaves a file without tables.
    if (!isNew && (await this.#tableNames()).length > 0) return;
    for (const table of TABLE_NAMES) {
      await this.#connection.run(
        `CREATE TABLE board.main.${quoteName(table)} (${tableDefinition(table)})`,
      );
    }
  }

  /** The writer of a table that has some columns. */
  async #writerWith(
    table: TableName,
    columns: readonly ColumnDef[],
  ): Promise<DuckDbTableWriter> {
    if (!this.#attached) await this.#begin();
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
        columns = await this.#readColumns(table);
        this.#columns.set(table, columns);
      }
      writer = new DuckDbTableWriter(this.#connection, table, columns);
      this.#writers.set(table, writer);
    }
    return writer;
  }

  async #addColumns(
    table: TableName,
    writer: DuckDbTableWriter,
    added: ColumnDef[],
  ): Promise<void> {
    writer.finish();
    const size = {
      columnCount: writer.columnCount,
      rowCount: await this.#count(`SELECT count(*) FROM board.main.${quoteName(table)}`),
    };
    for (const sql of addColumnsSql(table, added, size)) await this.#connection.run(sql);
    for (const column of added) writer.addColumn(column);
    this.#columns.get(table)!.push(...added);
  }

  async #state(table: TableName): Promise<TableState> {
    const from = `FROM board.main.${quoteName(table)}`;
    const [rowCount, lastStep, lastGlobalStep] = await this.#row(
      `SELECT count(*), coalesce(max(step), -1), arg_max_null(global_step, step) ${from}`,
    );
    return {
      table,
      rowCount: Number(rowCount),
      lastStep: Number(lastStep),
      lastGlobalStep: lastGlobalStep === null ? null : Number(lastGlobalStep),
      columns: Number(rowCount) > 0 ? await this.#readColumns(table) : [],
    };
  }

  async #tableNames(): Promise<TableName[]> {
    const rows = await this.#rows(
      "SELECT table_name FROM duckdb_tables() WHERE database_name = 'board'",
    );
    return rows.map(([name]) => name as TableName).filter((name) => TABLE_NAMES.includes(name));
  }

  async #readColumns(table: TableName): Promise<ColumnDef[]> {
    const rows = await this.#rows(
      `SELECT column_name, data_type FROM duckdb_columns()
       WHERE database_name = 'board' AND table_name = ${quoteText(table)} ORDER BY column_index`,
    );
    return rows.map(([name, sqlType]) => {
      const type = COLUMN_TYPES.get(String(sqlType));
      if (type === undefined) {
        throw new TypeError(
          `Cannot read the column ${name} of ${this.#path}: expected one of ${
            Object.values(SQL_TYPES).join(", ")
          }, found ${sqlType}`,
        );
      }
      return { name: String(name), type };
    });
  }

  async #count(sql: string): Promise<number> {
    const [count] = await this.#row(sql);
    return Number(count);
  }

  /** The only row of a result. */
  async #row(sql: string): Promise<unknown[]> {
    const [row] = await this.#rows(sql);
    if (row === undefined) throw new Error(`Cannot read ${this.#path}: expected a row, found none`);
    return row;
  }

  async #rows(sql: string): Promise<unknown[][]> {
    return (await this.#connection.runAndReadAll(sql)).getRows();
  }

  async #attach(mode: "READ_ONLY" | "READ_WRITE"): Promise<void> {
    // DuckDB would write into whatever file has the name now.
    if (this.#identity !== undefined && identityOf(this.#path) !== this.#identity) {
      throw new BackendDamagedError(`${this.#path} was removed or replaced during the run`);
    }
    try {
      await this.#connection.run(
        `ATTACH ${quoteText(this.#path)} AS board (TYPE duckdb, ${mode})`,
      );
    } catch (error) {
      if (isFileLocked(error)) {
        throw new BackendBusyError(`Another process holds ${this.#path}`, { cause: error });
      }
      throw toDamageError(this.#path, error);
    }
    this.#attached = true;
  }

  async #detach(): Promise<void> {
    this.#attached = false;
    await this.#connection.run("DETACH board");
    this.#identity = identityOf(this.#path);
  }

  async #rollBack(): Promise<void> {
    if (!this.#attached) return;
    for (const writer of this.#writers.values()) writer.drop();
    this.#writers.clear();
    this.#columns.clear();
    await this.#connection.run("ROLLBACK");
    await this.#detach();
  }
}

/**
 * Opens the DuckDB backend: one file, `board.duckdb`, readable by others
 * between two commits.
 */
export const openBackend: OpenBackend = async ({ dataDir }) => {
  const path = join(dataDir, "board.duckdb");
  checkMagic(path);
  const instance = await DuckDBInstance.create(":memory:", {
    threads: "1",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  // Run-length encoding takes 0 and -0 for equal. As an option of the instance it has no effect.
  await connection.run("SET disabled_compression_methods = 'rle'");
  return new DuckDbBackend(path, instance, connection);
};

function isThere(path: string): boolean {
  return identityOf(path) !== undefined;
}
