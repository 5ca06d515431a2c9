import type { DuckDBConnection, DuckDBMaterializedResult } from "@duckdb/node-api";
import { forEachParallel } from "../../system/for_each_parallel.ts";
import { processorCount } from "../../system/machine.ts";
import { doublesInParts, type DoublesPart, readDoubles } from "../query/read_doubles.ts";
import type { SandboxedDuckDb } from "../query/sandboxed_duckdb.ts";

/** The results of all of them are held at once. */
const MAX_CONNECTIONS = 4;

/**
 * Connections to one DuckDB that has one thread per query: as many queries run side by side as there
 * are processors. Threads that share the work of such short queries wait for one another, which
 * takes half as much of the processors again.
 */
export class ConnectionPool {
  /** All connections, at least one. */
  readonly connections: readonly DuckDBConnection[];
  readonly #opened: readonly DuckDBConnection[];
  readonly #free: DuckDBConnection[];
  #tableCount = 0;
  readonly #waiting: ((connection: DuckDBConnection) => void)[] = [];

  private constructor(first: DuckDBConnection, opened: readonly DuckDBConnection[]) {
    this.connections = [first, ...opened];
    this.#opened = opened;
    this.#free = [...this.connections];
  }

  /** How many queries run side by side. */
  get size(): number {
    return this.connections.length;
  }

  /** Opens connections beside the one that a DuckDB has. */
  static async open(duckdb: SandboxedDuckDb): Promise<ConnectionPool> {
    const count = Math.min(MAX_CONNECTIONS, processorCount());
    const opened: DuckDBConnection[] = [];
    try {
      while (opened.length + 1 < count) opened.push(await duckdb.connect());
    } catch (error) {
      for (const connection of opened) connection.closeSync();
      throw error;
    }
    return new ConnectionPool(duckdb.connection, opened);
  }

  /** Runs a query of which all columns are DOUBLE, as soon as a connection is free; NULL is NaN. */
  async read(sql: string): Promise<Float64Array[]> {
    return await readDoubles(await this.#run(sql));
  }

  /** As {@linkcode read}, where the rows lie. */
  async readParts(sql: string): Promise<DoublesPart[]> {
    return await Array.fromAsync(doublesInParts(await this.#run(sql)));
  }

  /**
   * Computes relations side by side, and does some work with the rows of all: of several by tables in
   * memory, which are gone afterwards.
   */
  async withAll<T>(relations: readonly string[], work: (all: string) => Promise<T>): Promise<T> {
    const [only, ...more] = relations;
    if (only !== undefined && more.length === 0) return await work(only);
    const made = relations.map((relation) => ({
      table: `memory.main.part_${this.#tableCount++}`,
      relation,
    }));
    try {
      // An earlier call that was cancelled may have left a table.
      await this.forEach(
        made,
        ({ table, relation }) => this.#run(`CREATE OR REPLACE TABLE ${table} AS FROM ${relation}`),
      );
      return await work(`(${made.map(({ table }) => `FROM ${table}`).join(" UNION ALL ")})`);
    } finally {
      for (const { table } of made) {
        await this.#run(`DROP TABLE IF EXISTS ${table}`).catch(() => {});
      }
    }
  }

  /** All of a result is there when it comes: another query may run while it is read. */
  #run(sql: string): Promise<DuckDBMaterializedResult> {
    return this.use((connection) => connection.run(sql));
  }

  /** Does some work with a connection, as soon as one is free. */
  async use<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = this.#free.pop() ??
      await new Promise<DuckDBConnection>((resolve) => this.#waiting.push(resolve));
    try {
      return await work(connection);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free.push(connection);
      else next(connection);
    }
  }

  /**
   * Does some work for each item. Where it fails for one no other is begun, and all have ended before
   * this does: the connections are free.
   *
   * @param atOnce For how many at once. Default: for so many that all connections compute while the
   * results of another item are thinned.
   */
  async forEach<T, R>(
    items: readonly T[],
    work: (item: T) => Promise<R>,
    atOnce = this.size + 1,
  ): Promise<R[]> {
    const results: R[] = [];
    await forEachParallel(items.entries(), atOnce, async ([index, item]) => {
      results[index] = await work(item);
    });
    return results;
  }

  /** Closes what was opened, once no query runs any more. */
  close(): void {
    for (const connection of this.#opened) connection.closeSync();
  }
}
