import { join } from "@std/path";
import { toDamageError } from "../../backends/duckdb/duckdb_errors.ts";
import { checkMagic } from "../../backends/duckdb/check_magic.ts";
import { quoteName, quoteText } from "../../backends/duckdb/quote.ts";
import { TABLE_NAMES, type TableName } from "../../format/tables.ts";
import {
  FilesChangedError,
  FilesDamagedError,
  type LookSettings,
  type OpenFiles,
} from "./board_files.ts";
import type { SandboxedDuckDb } from "../query/sandboxed_duckdb.ts";
import { BoardReadError } from "../errors.ts";
import { acquire } from "../../system/file_mutex.ts";
import { versionOf } from "../../system/file_version.ts";

/** The file `board.duckdb` of a board, attached read-only for one query at a time. */
export class DuckDbFiles {
  readonly #engine: SandboxedDuckDb;
  readonly #path: string;
  readonly #alias: string;
  readonly #busyTimeoutMs: number;
  /** The version of the file that was read to its end and found sound. */
  #verified?: string;

  /**
   * @param dir The folder that the file is in.
   * @param alias The name under which it is attached.
   */
  constructor(engine: SandboxedDuckDb, dir: string, alias: string, busyTimeoutMs: number) {
    this.#engine = engine;
    this.#path = join(dir, "board.duckdb");
    this.#alias = alias;
    this.#busyTimeoutMs = busyTimeoutMs;
  }

  /** Whether there is a file. */
  get exists(): boolean {
    return versionOf(this.#path) !== undefined;
  }

  /** What tells the file's content from that of another time. */
  get version(): string {
    return `${versionOf(this.#path)} ${versionOf(`${this.#path}.wal`)}`;
  }

  /** Attaches the file. Its writer commits nothing until it is closed. */
  async open({ hasJournal, verify, live }: LookSettings): Promise<OpenFiles> {
    const giveBack = await acquire(this.#path, live);
    try {
      await this.#attach();
      try {
        const tables = await this.#tables();
        if (hasJournal && verify) await this.#verify(tables);
        const lastSteps = new Map<TableName, number>();
        for (const table of hasJournal ? tables : []) {
          const [[step]] = await this.#engine.rows(`SELECT max(step) FROM ${this.#from(table)}`);
          if (step !== null) lastSteps.set(table, Number(step));
        }
        return {
          relations: new Map(tables.map((table) => [table, this.#from(table)])),
          lastSteps,
          unreadable: new Map(),
          hasChanged: () => false, // The lock sees to it.
          close: async () => {
            try {
              await this.#detach();
            } finally {
              giveBack();
            }
          },
        };
      } catch (error) {
        await this.#detach().catch(() => {});
        throw error;
      }
    } catch (error) {
      giveBack();
      throw this.#explain(error);
    }
  }

  /** Our error for one of DuckDB's, where it is the file's fault. */
  #explain(error: unknown): unknown {
    if (error instanceof FilesChangedError) return error;
    if (error instanceof FilesDamagedError || error instanceof BoardReadError) return error;
    const ours = toDamageError(this.#path, error) as Error;
    if (ours.name === "BackendDamagedError") {
      return new FilesDamagedError(ours.message.split("\n")[0], { cause: error });
    }
    return new BoardReadError(`Cannot read ${this.#path}: ${ours.message}`, { cause: error });
  }

  async #attach(): Promise<void> {
    const deadline = performance.now() + this.#busyTimeoutMs;
    for (;;) {
      if (!this.exists) throw new FilesChangedError(`${this.#path} is gone`);
      checkMagic(this.#path);
      try {
        await this.#engine.run(
          `ATTACH ${quoteText(this.#path)} AS ${quoteName(this.#alias)} (TYPE duckdb, READ_ONLY)`,
        );
        return;
      } catch (error) {
        // DuckDB gives this error no code of its own.
        if (!(error instanceof Error && error.message.includes("Could not set lock on file"))) {
          throw error;
        }
        if (performance.now() > deadline) {
          throw new BoardReadError(
            `Cannot read ${this.#path}: another process has held it for writing for ` +
              `${this.#busyTimeoutMs} ms; try again`,
            { cause: error },
          );
        }
        await new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 9));
      }
    }
  }

  async #detach(): Promise<void> {
    await this.#engine.run(`DETACH ${quoteName(this.#alias)}`);
  }

  async #tables(): Promise<TableName[]> {
    const rows = await this.#engine.rows(
      `SELECT table_name FROM duckdb_tables() WHERE database_name = ${quoteText(this.#alias)}`,
    );
    return TABLE_NAMES.filter((table) => rows.some(([name]) => name === table));
  }

  /**
   * Reads all of a file whose writer was cut off: DuckDB checks the checksum
   * of each block. A WAL beside a file that has its rows already doubles them.
   */
  async #verify(tables: readonly TableName[]): Promise<void> {
    const { version } = this;
    if (this.#verified === version) return;
    for (const table of tables) {
      await this.#engine.rows(`SELECT bit_xor(hash(COLUMNS(*))) FROM ${this.#from(table)}`);
    }
    if (tables.includes("metrics")) {
      const [[misplaced]] = await this.#engine.rows(
        `SELECT count(*) FROM (
           SELECT step <= lag(step) OVER () AS misplaced FROM ${this.#from("metrics")}
         ) WHERE misplaced`,
      );
      if (Number(misplaced) > 0) {
        throw new FilesDamagedError(`Cannot read ${this.#path}: it has rows twice`);
      }
    }
    this.#verified = version;
  }

  #from(table: TableName): string {
    return `${quoteName(this.#alias)}.main.${quoteName(table)}`;
  }
}
