/**
 * Boards on a server, read over the network by DuckDB's extension httpfs.
 *
 * @module
 */
import { basename } from "@std/path";
import { quoteName, quoteText } from "../../backends/duckdb/quote.ts";
import { TABLE_NAMES, type TableName } from "../../format/tables.ts";
import { type BoardSnapshot, emptyTable, type FilesFormat } from "./board_access.ts";
import { type FoundBoard, toDate } from "../find_boards.ts";
import { SandboxedDuckDb } from "../query/sandboxed_duckdb.ts";
import { BoardReadError } from "../errors.ts";
import { parseMetadata } from "./folder.ts";
import { readParquet } from "./read_parquet.ts";

/** The extension that reads over the network. */
export const NETWORK_EXTENSION = "httpfs";

/** Whether a board's folder is an address that is read over the network. */
export function isRemote(boardDir: string): boolean {
  return /^(https?|s3|gcs|gs|r2):\/\//.test(boardDir);
}

/** What the boards at some addresses are. Each `metadata.json` is read. */
export async function remoteBoards(addresses: readonly string[]): Promise<FoundBoard[]> {
  if (addresses.length === 0) return [];
  const boards = addresses.map((address) => address.replace(/\/+$/, ""));
  const engine = await SandboxedDuckDb.start({
    directories: boards,
    extensions: [NETWORK_EXTENSION],
  });
  try {
    return await Promise.all(boards.map((boardDir) => remoteBoard(engine, boardDir)));
  } finally {
    engine.close();
  }
}

/** The addresses of the boards below one. Only object stores can be listed. */
export async function listRemote(base: string): Promise<string[]> {
  if (/^https?:/.test(base)) {
    throw new BoardReadError(
      `Cannot list the boards at ${base}: a web server has no list of its folders; pass the ` +
        `addresses of the boards`,
    );
  }
  const path = base.replace(/\/+$/, "");
  const engine = await SandboxedDuckDb.start({
    directories: [path],
    extensions: [NETWORK_EXTENSION],
  });
  try {
    const rows = await engine.rows(`FROM glob(${quoteText(`${path}/*/metadata.json`)})`);
    return rows.map(([file]) => String(file).replace(/\/metadata\.json$/, ""));
  } catch (cause) {
    throw new BoardReadError(`Cannot list the boards at ${base}: ${(cause as Error).message}`, {
      cause,
    });
  } finally {
    engine.close();
  }
}

async function remoteBoard(engine: SandboxedDuckDb, boardDir: string): Promise<FoundBoard> {
  const path = `${boardDir}/metadata.json`;
  let text: string;
  try {
    const [[content]] = await engine.rows(`SELECT content FROM read_text(${quoteText(path)})`);
    text = String(content);
  } catch (cause) {
    throw new BoardReadError(`Cannot read ${path}: ${(cause as Error).message.split("\n")[0]}`, {
      cause,
    });
  }
  const folder = parseMetadata(text, path, boardDir, false);
  if (folder.metadata === null) throw new BoardReadError(folder.problems[0]);
  if (folder.metadata.status === "running") {
    folder.problems.push(
      `The run of ${boardDir} was not finished: rows that are only in its journal are not read ` +
        `over the network`,
    );
  }
  const boardId = basename(boardDir);
  return { boardId, boardDir, ...folder, createdAt: toDate(folder.metadata.created_at) };
}

/** The way to the rows of a board on a server. It is taken for finished: nobody looks for a journal. */
export class RemoteAccess {
  /** What is damaged shows when it is read. */
  readonly problems: readonly string[] = [];
  readonly #engine: SandboxedDuckDb;
  readonly #dataDir: string;
  readonly #format: FilesFormat;
  readonly #alias: string;
  /** The Parquet files, found once. */
  #files?: Map<TableName, string[]>;

  /** Looks at nothing yet. */
  constructor(
    engine: SandboxedDuckDb,
    boardDir: string,
    { alias, format }: { alias: string; format: FilesFormat },
  ) {
    this.#engine = engine;
    this.#dataDir = `${boardDir}/data`;
    this.#alias = alias;
    this.#format = format;
  }

  /** Takes hold of the board's tables. */
  async open(): Promise<BoardSnapshot> {
    try {
      const found = this.#format === "duckdb" ? await this.#attach() : await this.#find();
      const entries = TABLE_NAMES.map((table) => [table, found.get(table) ?? emptyTable(table)]);
      return {
        relations: Object.fromEntries(entries),
        unreadable: new Map(),
        hasChanged: () => false,
        close: async () => {
          if (this.#format === "duckdb") await this.#detach();
        },
      };
    } catch (cause) {
      const [reason] = (cause as Error).message.split("\n");
      throw new BoardReadError(`Cannot read ${this.#dataDir}: ${reason}`, { cause });
    }
  }

  /** Nothing could be read instead. */
  noteDamage(): boolean {
    return false;
  }

  async #attach(): Promise<Map<TableName, string>> {
    const path = quoteText(`${this.#dataDir}/board.duckdb`);
    const alias = quoteName(this.#alias);
    await this.#engine.run(`ATTACH ${path} AS ${alias} (TYPE duckdb, READ_ONLY)`);
    const rows = await this.#engine.rows(
      `SELECT table_name FROM duckdb_tables() WHERE database_name = ${quoteText(this.#alias)}`,
    );
    const tables = TABLE_NAMES.filter((table) => rows.some(([name]) => name === table));
    return new Map(tables.map((table) => [table, `(FROM ${alias}.main.${table})`]));
  }

  async #detach(): Promise<void> {
    await this.#engine.run(`DETACH ${quoteName(this.#alias)}`);
  }

  async #find(): Promise<Map<TableName, string>> {
    this.#files ??= new Map(
      await Promise.all(
        TABLE_NAMES.map(async (table) => [table, await this.#filesOf(table)] as const),
      ),
    );
    return new Map(
      [...this.#files].filter(([, files]) => files.length > 0).map(([table, files]) => [
        table,
        `(FROM ${readParquet(files)})`,
      ]),
    );
  }

  async #filesOf(table: TableName): Promise<string[]> {
    const path = `${this.#dataDir}/${table}`;
    if (!this.#dataDir.startsWith("http")) {
      const rows = await this.#engine.rows(`FROM glob(${quoteText(`${path}*.parquet`)})`);
      return rows.map(([file]) => String(file));
    }
    const file = `${path}.parquet`;
    try {
      await this.#engine.rows(`FROM parquet_file_metadata(${quoteText(file)})`);
      return [file];
    } catch (error) {
      // A table without rows has no file.
      if (table !== "metrics" && /\b404\b/.test((error as Error).message)) return [];
      throw error;
    }
  }
}
