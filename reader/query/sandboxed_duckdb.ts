import type { DuckDBConnection } from "@duckdb/node-api";
import { DuckDBDataChunk, DuckDBInstance } from "../duckdb/duckdb_bundle.js";
import type { ChunkAppender } from "../../backends/duckdb/chunk_appender.ts";
import { quoteText } from "../../backends/duckdb/quote.ts";
import { memoryBytes } from "../../system/machine.ts";
import { BoardReadError } from "../shared/errors.ts";

/** What a {@linkcode SandboxedDuckDb} may do. */
export interface SandboxSettings {
  /** The folders and addresses that it may read, absolute. */
  directories: readonly string[];
  /** The one file that it may write, absolute. Default: none. */
  target?: string;
  /** Further paths that it may look up, absolute. */
  files?: readonly string[];
  /** How much memory it may use, in bytes. Default: half of the machine's; four fifths without `--allow-sys`. */
  memoryLimitBytes?: number;
  /** How many threads work at one query. Default: one per processor. */
  threads?: number;
  /** Extensions to load; no other one can be loaded later. */
  extensions?: readonly string[];
}

/** The in-memory database that holds the rows which only the journal has. */
export const TAIL_DATABASE = "tail";

/** The extension that reads over the network. */
export const NETWORK_EXTENSION = "httpfs";

/**
 * A DuckDB in memory that can read some folders and nothing else: no other
 * file, no network, no extension. No query can change that.
 */
export class SandboxedDuckDb {
  /** For statements of this package; each query of a user gets a connection of its own. */
  readonly connection: DuckDBConnection;
  readonly #instance: DuckDBInstance;
  readonly #besides: SandboxedDuckDb[] = [];

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.connection = connection;
  }

  /** Starts an instance. */
  static async start(settings: SandboxSettings): Promise<SandboxedDuckDb> {
    const instance = await DuckDBInstance.create(":memory:", {
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      temp_directory: "", // A query that does not fit into memory fails: it writes no file.
      ...memoryLimit(settings.memoryLimitBytes),
      ...settings.threads === undefined ? {} : { threads: String(settings.threads) },
    });
    const connection = await instance.connect();
    try {
      for (const extension of settings.extensions ?? []) await load(connection, extension);
      // It would answer max() of a Parquet file from the file's statistics: NaN wherever there may
      // be one (see readParquetSql), and not the maximum.
      await connection.run("SET disabled_optimizers = 'statistics_propagation'");
      // For the words of an error, it would look for similar names in a hundred attached files.
      await connection.run("SET catalog_error_max_schemas = 0");
      // Otherwise DuckDB looks for secrets in the home folder, which it may not read.
      await connection.run("SET allow_persistent_secrets = false");
      // Compressed, columns that are mostly empty take next to nothing.
      await connection.run(`ATTACH ':memory:' AS ${TAIL_DATABASE} (COMPRESS)`);
      const list = (paths: readonly string[]) => `[${paths.map(quoteText).join(", ")}]`;
      await connection.run(`SET allowed_directories = ${list(settings.directories)}`);
      const { target, files = [] } = settings;
      const paths = target === undefined ? files : [...files, target];
      if (paths.length > 0) await connection.run(`SET allowed_paths = ${list(paths)}`);
      await connection.run("SET enable_external_access = false");
      await connection.run("SET lock_configuration = true");
    } catch (error) {
      connection.closeSync();
      instance.closeSync();
      throw error;
    }
    return new SandboxedDuckDb(instance, connection);
  }

  /** The same DuckDB by another connection: statements of both run side by side. It is closed with this one. */
  async beside(): Promise<SandboxedDuckDb> {
    const beside = new SandboxedDuckDb(this.#instance, await this.connect());
    this.#besides.push(beside);
    return beside;
  }

  /** A new connection, with temporary views of its own. */
  connect(): Promise<DuckDBConnection> {
    return this.#instance.connect();
  }

  /** Runs a statement of this package. */
  async run(sql: string): Promise<void> {
    await this.connection.run(sql);
  }

  /** The rows that a query of this package gives. */
  async rows(sql: string): Promise<unknown[][]> {
    return (await this.connection.runAndReadAll(sql)).getRows();
  }

  /** Opens what appends to a table of the {@linkcode TAIL_DATABASE}. */
  async openTailAppender(table: string, schema: string): Promise<ChunkAppender> {
    const appender = await this.connection.createAppender(table, schema, TAIL_DATABASE);
    return {
      append: (chunk) => appender.appendDataChunk(new DuckDBDataChunk(chunk)),
      clear: () => appender.clear(),
      close: () => appender.closeSync(),
    };
  }

  /** Ends the instance. Never throws. */
  close(): void {
    try {
      for (const { connection } of this.#besides) connection.closeSync();
      this.connection.closeSync();
      this.#instance.closeSync();
    } catch {
      // A fatal error has ended it already.
    }
  }
}

async function load(connection: DuckDBConnection, extension: string): Promise<void> {
  try {
    await connection.run(`LOAD ${extension}`);
  } catch (cause) {
    const [[version] = []] = (await connection.runAndReadAll("SELECT version()")).getRows();
    throw new BoardReadError(
      `Cannot read over the network: DuckDB's extension ${extension} is not installed here; run ` +
        `"INSTALL ${extension}" once, in a DuckDB ${version} of this user`,
      { cause },
    );
  }
}

/** Where nobody may know the machine's memory, DuckDB's own limit holds, which is a share of it. */
function memoryLimit(bytes?: number): { memory_limit?: string } {
  const limit = bytes ?? memoryBytes() / 2;
  return limit === Infinity ? {} : { memory_limit: `${Math.floor(limit / 1024)}KiB` };
}
