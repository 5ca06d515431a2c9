import { basename, dirname } from "@std/path";
import { isHttpNotFound } from "../../backends/duckdb/duckdb_errors.ts";
import { quoteName, quoteText } from "../../backends/duckdb/quote.ts";
import { CHECKSUMS_FILE, parseChecksums } from "../../format/board_checksums.ts";
import { parsePartName } from "../../format/parquet_parts.ts";
import { TABLE_NAMES, type TableName } from "../../format/tables.ts";
import type { FilesFormat } from "../../format/files_format.ts";
import type { SandboxedDuckDb } from "../query/sandboxed_duckdb.ts";
import { BoardReadError } from "../shared/errors.ts";
import { firstLineOf } from "../shared/first_line.ts";
import type { BoardSnapshot } from "./board_snapshot.ts";
import { emptyTable } from "./empty_table.ts";
import { readParquetSql } from "./read_parquet_sql.ts";
import type { SnapshotSource } from "./snapshot_source.ts";

/**
 * Opens snapshots of a board on a server, read over the network by DuckDB's
 * extension httpfs. The run is assumed to be finished: no journal is read.
 */
export class RemoteSnapshotSource implements SnapshotSource {
  /** Always none: a query of damaged files fails. */
  readonly problems: readonly string[] = [];
  readonly #duckdb: SandboxedDuckDb;
  readonly #dataDir: string;
  readonly #format: FilesFormat;
  readonly #alias: string;
  /** The Parquet files, listed once. */
  #files?: Map<TableName, string[]>;
  /** What the run's own list of its files says, read once. */
  #listed?: Promise<string[] | undefined>;

  /** Reads nothing yet. */
  constructor(
    duckdb: SandboxedDuckDb,
    boardDir: string,
    { alias, format }: { alias: string; format: FilesFormat },
  ) {
    this.#duckdb = duckdb;
    this.#dataDir = `${boardDir}/data`;
    this.#alias = alias;
    this.#format = format;
  }

  /** Waits for nobody: nothing locks files on a server. */
  lock(): Promise<() => void> {
    return Promise.resolve(() => {});
  }

  /** Opens a snapshot. */
  async open(): Promise<BoardSnapshot> {
    try {
      const isDuckDb = this.#format === "duckdb";
      const found = isDuckDb ? await this.#attach() : await this.#parquetRelations();
      const entries = TABLE_NAMES.map((table) => [table, found.get(table) ?? emptyTable(table)]);
      const relations: BoardSnapshot["relations"] = Object.fromEntries(entries);
      return {
        relations,
        metricsParts: [{ relation: relations.metrics }],
        filled: new Set(TABLE_NAMES),
        unreadable: new Map(),
        compare: () => {}, // All of the files would be fetched.
        findDamage: () => Promise.resolve(false),
        hasChanged: () => false,
        close: async () => {
          if (isDuckDb) await this.#duckdb.run(`DETACH ${quoteName(this.#alias)}`);
        },
      };
    } catch (cause) {
      throw new BoardReadError(`Cannot read ${this.#dataDir}: ${firstLineOf(cause)}`, { cause });
    }
  }

  /** Does nothing: there are no other files that could be read instead. */
  addDamagedTable(): boolean {
    return false;
  }

  /** Does nothing: it has put nothing there. */
  release(): Promise<void> {
    return Promise.resolve();
  }

  async #attach(): Promise<Map<TableName, string>> {
    const path = quoteText(`${this.#dataDir}/board.duckdb`);
    const alias = quoteName(this.#alias);
    await this.#duckdb.run(`ATTACH ${path} AS ${alias} (TYPE duckdb, READ_ONLY)`);
    const rows = await this.#duckdb.rows(
      `SELECT table_name FROM duckdb_tables() WHERE database_name = ${quoteText(this.#alias)}`,
    );
    const tables = TABLE_NAMES.filter((table) => rows.some(([name]) => name === table));
    return new Map(tables.map((table) => [table, `(FROM ${alias}.main.${table})`]));
  }

  async #parquetRelations(): Promise<Map<TableName, string>> {
    this.#files ??= new Map(
      await Promise.all(
        TABLE_NAMES.map(async (table) => [table, await this.#listFiles(table)] as const),
      ),
    );
    return new Map(
      [...this.#files].filter(([, files]) => files.length > 0).map(([table, files]) => [
        table,
        `(FROM ${readParquetSql(files)})`,
      ]),
    );
  }

  /** The files of a table, in the order of their rows. */
  async #listFiles(table: TableName): Promise<string[]> {
    const path = `${this.#dataDir}/${table}`;
    if (!this.#dataDir.startsWith("http")) {
      const rows = await this.#duckdb.rows(`FROM glob(${quoteText(`${path}*.parquet`)})`);
      return inOrder(table, rows.map(([file]) => String(file)));
    }
    // A web server does not list its files. The list of a finished run does.
    const listed = await (this.#listed ??= this.#readList());
    if (listed !== undefined) {
      return inOrder(table, listed.map((name) => `${this.#dataDir}/${name}`));
    }
    const file = `${path}.parquet`;
    try {
      await this.#duckdb.rows(`FROM parquet_file_metadata(${quoteText(file)})`);
      return [file];
    } catch (error) {
      // A table without rows has no file.
      if (table !== "metrics" && isHttpNotFound(error)) return [];
      throw error;
    }
  }

  /** The names of the files in `data`; `undefined` of a run that has no list of them. */
  async #readList(): Promise<string[] | undefined> {
    const path = `${dirname(this.#dataDir)}/${CHECKSUMS_FILE}`;
    try {
      const [[text] = []] = await this.#duckdb.rows(
        `SELECT content FROM read_text(${quoteText(path)})`,
      );
      const names = [...parseChecksums(String(text))?.files.keys() ?? []];
      const inData = names.filter((name) => name.startsWith("data/"));
      return inData.length > 0 ? inData.map((name) => basename(name)) : undefined;
    } catch (error) {
      if (isHttpNotFound(error)) return undefined;
      this.#listed = undefined; // The next query may find the server well.
      throw error;
    }
  }
}

/** Those of some files that are parts of a table, the one of the oldest rows first. */
function inOrder(table: TableName, paths: readonly string[]): string[] {
  const numberOf = (path: string) => {
    const part = parsePartName(basename(path));
    return part?.table === table ? part.number : undefined;
  };
  return paths.flatMap((path) => {
    const number = numberOf(path);
    return number === undefined ? [] : [{ path, number }];
  }).sort((a, b) => a.number - b.number).map(({ path }) => path);
}
