import { join } from "@std/path";
import { addColumnsSql, SQL_TYPES } from "../../backends/duckdb/duckdb_schema.ts";
import { quoteName } from "../../backends/duckdb/quote.ts";
import { DuckDbTableWriter } from "../../backends/duckdb/duckdb_table_writer.ts";
import { type Block, rowsAbove } from "../../format/block.ts";
import type { ColumnDef, TableName } from "../../format/tables.ts";
import { FilesChangedError, type LastSteps } from "./board_files.ts";
import { type SandboxedDuckDb, TAIL_DATABASE } from "../query/sandboxed_duckdb.ts";
import { JournalIndex } from "./journal_index.ts";

/** A table of the tail. */
interface TailTable {
  columns: ColumnDef[];
  rowCount: number;
  lastStep: number;
}

/**
 * The rows that are in a board's journal and not in its backend's files, as
 * tables of an {@linkcode SandboxedDuckDb}.
 *
 * Every log call writes a row of `metrics`, and a commit takes the journal's
 * records in their order. So all before a record of `metrics` that the files
 * have is in the files, and the journal is read from its end to there.
 */
export class JournalTail {
  /** The tables that have rows. */
  readonly tables = new Map<TableName, TailTable>();
  readonly #engine: SandboxedDuckDb;
  readonly #schema: string;
  readonly #index: JournalIndex;
  #hasSchema = false;
  /** What the tables were made of: they hold the records between two places of the index. */
  #made?: { generation: number; lastSteps: LastSteps; taken: number };

  /**
   * @param dataDir The board's `data` folder.
   * @param schema The name of its schema in the engine, of which it is the only user.
   */
  constructor(engine: SandboxedDuckDb, dataDir: string, schema: string) {
    this.#engine = engine;
    this.#schema = schema;
    this.#index = new JournalIndex(join(dataDir, "journal"));
  }

  /** Whether there is a journal, as of the last {@linkcode look}. */
  get exists(): boolean {
    return this.#index.exists;
  }

  /** Damage that was found, in words. */
  get problems(): string[] {
    return [...this.#index.problems];
  }

  /** Looks whether there is a journal, and what is new in it. */
  look(): void {
    this.#index.refresh();
  }

  /** What stands behind FROM for a table that has rows. */
  relation(table: TableName): string {
    return `${TAIL_DATABASE}.${quoteName(this.#schema)}.${quoteName(table)}`;
  }

  /**
   * Brings the tables up to what the journal has above the last steps of the files.
   *
   * @throws {FilesChangedError} Where the journal went as it was read: the run is finished.
   */
  async update(lastSteps: LastSteps): Promise<void> {
    this.look();
    const { generation, records } = this.#index;
    const goesOn = this.#made !== undefined && this.#made.generation === generation &&
      isSame(this.#made.lastSteps, lastSteps);
    if (!goesOn) {
      await this.#drop();
      this.#made = { generation, lastSteps, taken: this.#startOf(lastSteps) };
    }
    const made = this.#made!;
    if (made.taken === records.length) return;
    this.#made = undefined; // Until all is well.
    await this.#take(made.taken, lastSteps);
    this.#made = { ...made, taken: records.length };
  }

  /** Drops the tables. */
  async #drop(): Promise<void> {
    this.#made = undefined;
    this.tables.clear();
    if (!this.#hasSchema) {
      await this.#engine.run(`CREATE SCHEMA IF NOT EXISTS ${this.#place}`);
      this.#hasSchema = true;
    }
    for (const table of ["metrics", "media", "tables", "histograms"] as const) {
      await this.#engine.run(`DROP TABLE IF EXISTS ${this.relation(table)}`);
    }
  }

  get #place(): string {
    return `${TAIL_DATABASE}.${quoteName(this.#schema)}`;
  }

  /** The index of the first record that the files may lack. */
  #startOf(lastSteps: LastSteps): number {
    const committed = lastSteps.get("metrics") ?? -1;
    if (committed === -1) return 0;
    const { records } = this.#index;
    for (let at = records.length - 1; at >= 0; at--) {
      const info = this.#index.inspect(records[at]);
      if (info?.table === "metrics" && info.lastStep <= committed) return at + 1;
    }
    return 0;
  }

  async #take(from: number, lastSteps: LastSteps): Promise<void> {
    const { records } = this.#index;
    const writers = new Map<TableName, DuckDbTableWriter>();
    try {
      for (let at = from; at < records.length; at++) {
        const block = this.#index.read(records[at]);
        if (block === undefined) {
          if (records[at].isDamaged) continue;
          throw new FilesChangedError(`${records[at].path} is gone`); // Its rows are in the files.
        }
        const last = this.tables.get(block.table)?.lastStep ?? lastSteps.get(block.table) ?? -1;
        const fresh = rowsAbove(block, last);
        if (fresh !== undefined) await this.#append(fresh, writers);
        // The loop of events is not ours alone.
        if (at % 64 === 63) await new Promise((resolve) => setTimeout(resolve, 0));
      }
      for (const writer of writers.values()) writer.finish();
    } catch (error) {
      for (const writer of writers.values()) writer.drop();
      throw error;
    }
  }

  async #append(block: Block, writers: Map<TableName, DuckDbTableWriter>): Promise<void> {
    let table = this.tables.get(block.table);
    if (table === undefined) {
      const columns = block.columns.map(({ name, type }) => ({ name, type }));
      const definition = columns.map(({ name, type }) => `${quoteName(name)} ${SQL_TYPES[type]}`);
      await this.#engine.run(
        `CREATE TABLE ${this.relation(block.table)} (${definition.join(", ")})`,
      );
      table = { columns, rowCount: 0, lastStep: -1 };
      this.tables.set(block.table, table);
    }
    let writer = writers.get(block.table);
    if (writer === undefined) {
      writer = new DuckDbTableWriter(this.#engine.connection, block.table, table.columns, {
        schema: this.#schema,
        database: TAIL_DATABASE,
      });
      writers.set(block.table, writer);
    }
    const added = block.columns.filter(({ name }) => !writer.hasColumn(name));
    if (added.length > 0) {
      writer.finish(); // What is staged has the old columns.
      const now = { columnCount: table.columns.length, rowCount: table.rowCount };
      for (const sql of addColumnsSql(block.table, added, now, this.#place)) {
        await this.#engine.run(sql);
      }
      for (const { name, type } of added) {
        writer.addColumn({ name, type });
        table.columns.push({ name, type });
      }
    }
    await writer.append(block);
    table.rowCount += block.rowCount;
    table.lastStep = block.lastStep;
  }
}

function isSame(a: LastSteps, b: LastSteps): boolean {
  return a.size === b.size && [...a].every(([table, step]) => b.get(table) === step);
}
