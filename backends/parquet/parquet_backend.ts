import type { Backend, OpenBackend } from "../backend.ts";
import type { TableState } from "../../format/table_state.ts";
import { ParquetChecksums } from "./parquet_checksums.ts";
import { ParquetTable } from "./parquet_table.ts";
import type { Block } from "../../format/block.ts";
import { type ColumnDef, TABLE_NAMES, type TableName } from "../../format/tables.ts";

/**
 * The tables in the order in which a commit gives their parts their names.
 * `metrics` is the last: every log call has a row there. A reader that sees
 * this row knows that the files have everything which the journal has before
 * it, and reads the journal only from there on. The same holds for event tables: where a commit has
 * rows of them alone, the next reader reads them twice, and knows them by their numbers.
 */
const TABLES: readonly TableName[] = [
  ...TABLE_NAMES.filter((table) => table !== "metrics"),
  "metrics",
];

/** Keeps a board in Parquet files, some for each table. */
class ParquetBackend implements Backend {
  readonly filesAreFinal = true;
  readonly hasEventTables = true;
  readonly #tables: Record<TableName, ParquetTable>;
  readonly #checksums: ParquetChecksums;
  /** Whether the checksums of all files are known. */
  #hasChecksums = false;

  constructor(tables: Record<TableName, ParquetTable>, checksums: ParquetChecksums) {
    this.#tables = tables;
    this.#checksums = checksums;
  }

  tables(): Promise<TableState[]> {
    const states = Object.values(this.#tables).map((table) => table.state());
    return Promise.resolve(states.filter(({ rowCount }) => rowCount > 0));
  }

  async addColumns(table: TableName, columns: readonly ColumnDef[]): Promise<void> {
    // A part of `metrics` that is completed before the commit must not be ahead of the others.
    if (table === "metrics" && this.#tables.metrics.endsPart(columns)) await this.commit();
    await this.#tables[table].addColumns(columns);
  }

  async append(block: Block): Promise<void> {
    if (!this.#hasChecksums) {
      const names = Object.values(this.#tables).flatMap((table) => table.fileNames());
      await this.#checksums.addMissing(names);
      this.#hasChecksums = true;
    }
    await this.addColumns(block.table, block.columns);
    await this.#tables[block.table].append(block);
  }

  async commit(): Promise<void> {
    for (const name of TABLES) await this.#tables[name].commit();
  }

  async close(): Promise<void> {
    for (const table of Object.values(this.#tables)) await table.mergeAll();
    this.#checksums.remove();
  }

  async abort(): Promise<void> {
    for (const table of Object.values(this.#tables)) await table.abort();
  }
}

/**
 * Opens the Parquet backend: `metrics.000001.parquet`, `metrics.000002.parquet`
 * and so on while the run lasts, one `metrics.parquet` when it is finished
 * (and a few more after a large run was resumed); the same for the other tables. It needs no native code.
 */
export const openBackend: OpenBackend = async ({ dataDir, checksumOf }) => {
  const tables: Partial<Record<TableName, ParquetTable>> = {};
  const checksums = new ParquetChecksums(dataDir, checksumOf);
  for (const name of TABLES) tables[name] = await ParquetTable.open(dataDir, name, checksums);
  return new ParquetBackend(tables as Record<TableName, ParquetTable>, checksums);
};
