import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { BoardReadError } from "../errors.ts";
import { quoteText } from "../../backends/duckdb/quote.ts";

/** What an {@linkcode SandboxedDuckDb} may do. */
export interface SandboxSettings {
  /** The folders, and addresses, that it may read; absolute. */
  directories: readonly string[];
  /** The one file that it may write besides, absolute. */
  target?: string;
  /** Paths besides that it may look at, absolute. */
  files?: readonly string[];
  /** How much memory it may take, in bytes. Default: half of the machine's. */
  memoryLimitBytes?: number;
  /** Extensions that are loaded before all others are locked out. */
  extensions?: readonly string[];
}

/** The in-memory database in which the journal's tails are. */
export const TAIL_DATABASE = "tail";

/**
 * A DuckDB in memory that can read some folders and nothing else: no other
 * file, no network, no extension, and whoever asks it cannot change that.
 */
export class SandboxedDuckDb {
  /** For our own statements. Queries of users get one of their own. */
  readonly connection: DuckDBConnection;
  readonly #instance: DuckDBInstance;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.connection = connection;
  }

  /** Starts one. */
  static async start(settings: SandboxSettings): Promise<SandboxedDuckDb> {
    const instance = await DuckDBInstance.create(":memory:", {
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      temp_directory: "", // What does not fit into memory fails: no file is written anywhere.
      memory_limit: memoryLimit(settings.memoryLimitBytes),
    });
    const connection = await instance.connect();
    try {
      for (const extension of settings.extensions ?? []) await load(connection, extension);
      // Else DuckDB looks for them in the home folder, which is out of its reach.
      await connection.run("SET allow_persistent_secrets = false");
      await connection.run(`ATTACH ':memory:' AS ${TAIL_DATABASE}`);
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

  /** A connection of one's own, with temporary views of its own. */
  connect(): Promise<DuckDBConnection> {
    return this.#instance.connect();
  }

  /** Runs one of our statements. */
  async run(sql: string): Promise<void> {
    await this.connection.run(sql);
  }

  /** The rows that one of our queries gives. */
  async rows(sql: string): Promise<unknown[][]> {
    return (await this.connection.runAndReadAll(sql)).getRows();
  }

  /** Ends it. Never throws. */
  close(): void {
    try {
      this.connection.closeSync();
      this.#instance.closeSync();
    } catch {
      // One that an error invalidated has nothing left to lose.
    }
  }
}

async function load(connection: DuckDBConnection, extension: string): Promise<void> {
  try {
    await connection.run(`LOAD ${extension}`);
  } catch (cause) {
    const [[version]] = (await connection.runAndReadAll("SELECT version()")).getRows();
    throw new BoardReadError(
      `Cannot read over the network: DuckDB's extension ${extension} is not installed here; run ` +
        `"INSTALL ${extension}" once, in a DuckDB ${version} of this user`,
      { cause },
    );
  }
}

function memoryLimit(bytes?: number): string {
  if (bytes !== undefined) return `${Math.floor(bytes / 1024)}KiB`;
  return `${Math.floor(Deno.systemMemoryInfo().total / 2 / 1024)}KiB`;
}
