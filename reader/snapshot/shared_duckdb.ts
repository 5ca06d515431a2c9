import { SandboxedDuckDb, type SandboxSettings } from "../query/sandboxed_duckdb.ts";

/**
 * One DuckDB for many boards, each of which has its own `SnapshotRunner`, one after another: to
 * start DuckDB takes longer than to read a small board.
 */
export class SharedDuckDb {
  readonly #settings: SandboxSettings;
  #duckdb?: SandboxedDuckDb;
  #aliasCount = 0;

  /** Starts nothing yet. */
  constructor(settings: SandboxSettings) {
    this.#settings = settings;
  }

  /** The DuckDB, started anew where it was dropped. */
  async start(): Promise<SandboxedDuckDb> {
    return this.#duckdb ??= await SandboxedDuckDb.start(this.#settings);
  }

  /** A name for a board that no other has. */
  nextAlias(): string {
    return `board_${this.#aliasCount++}`;
  }

  /** Ends a DuckDB that failed, or holds a file that it does not let go. */
  drop(duckdb: SandboxedDuckDb): void {
    duckdb.close();
    if (this.#duckdb === duckdb) this.#duckdb = undefined;
  }

  /** Ends it. Safe to call twice. */
  close(): void {
    this.#duckdb?.close();
    this.#duckdb = undefined;
  }
}
