import { basename, join } from "@std/path";
import type { Block } from "../../format/block.ts";
import {
  parsePartName,
  type PartContent,
  partName,
  withoutMerged,
} from "../../format/parquet_parts.ts";
import type { TableState } from "../../format/table_state.ts";
import { type ColumnDef, orderColumn, type TableName } from "../../format/tables.ts";
import { entriesIn } from "../../system/entries_in.ts";
import { infoOf } from "../../system/file_info.ts";
import { makeDir } from "../../system/make_dir.ts";
import { rename } from "../../system/rename.ts";
import { syncDirLater } from "../../system/sync_dir.ts";
import { DenseBatch } from "../dense_batch.ts";
import { lastGlobalStep } from "../table_states.ts";
import { partsToLeave, partsToMerge } from "./merge_plan.ts";
import { mergeParts } from "./merge_parts.ts";
import type { ParquetChecksums } from "./parquet_checksums.ts";
import { ParquetFileWriter } from "./parquet_file_writer.ts";
import { type ParquetPart, readPart, removeFiles } from "./parquet_part.ts";
import { batchRows } from "./row_group_size.ts";

/** The parts of one table. */
export class ParquetTable {
  readonly #dataDir: string;
  readonly #table: TableName;
  readonly #checksums: ParquetChecksums;
  /** In the order of their steps. */
  readonly #parts: ParquetPart[];
  readonly #columns: ColumnDef[] = [];
  readonly #columnNames = new Set<string>();
  /** Files that a kill has left: parts whose rows a merged part has, and unfinished files. */
  #leftovers: string[];
  /** The rows that no file has yet. */
  #batch?: DenseBatch;
  /** The steps of the rows that no complete part has yet. */
  #steps?: Pick<PartContent, "firstStep" | "lastStep" | "lastGlobalStep">;
  /** The part that is being written. */
  #file?: ParquetFileWriter;

  private constructor(
    dataDir: string,
    table: TableName,
    checksums: ParquetChecksums,
    parts: ParquetPart[],
    leftovers: string[],
  ) {
    this.#dataDir = dataDir;
    this.#table = table;
    this.#checksums = checksums;
    this.#parts = parts;
    this.#leftovers = leftovers;
    for (const { columns } of parts) columns.forEach((column) => this.#addColumn(column));
  }

  /**
   * Reads the footers of a table's files; a folder without any is an empty table.
   *
   * @throws {BackendDamagedError} Where a file is not as it was written.
   */
  static async open(
    dataDir: string,
    table: TableName,
    checksums: ParquetChecksums,
  ): Promise<ParquetTable> {
    const names = entriesIn(dataDir).map(({ name }) => name);
    const parts: ParquetPart[] = [];
    for (const name of names) {
      const part = parsePartName(name);
      if (part?.table === table) {
        await checksums.check(name);
        parts.push(await readPart(join(dataDir, name), part.number, orderColumn(table)));
      }
    }
    const kept = withoutMerged(parts);
    const isKept = new Set(kept);
    const unfinished = names
      .filter((name) => name.startsWith(`${table}.`) && name.endsWith(".tmp"))
      .map((name) => join(dataDir, name));
    return new ParquetTable(
      dataDir,
      table,
      checksums,
      kept,
      [...parts.filter((part) => !isKept.has(part)).map(({ path }) => path), ...unfinished],
    );
  }

  /** The state of the table that is committed. */
  state(): TableState {
    const last = this.#parts.at(-1);
    return {
      table: this.#table,
      rowCount: this.#parts.reduce((sum, { rowCount }) => sum + rowCount, 0),
      lastStep: last?.lastStep ?? -1,
      lastGlobalStep: last?.lastGlobalStep ?? null,
      columns: [...this.#columns],
    };
  }

  /** The names of the parts' files. */
  fileNames(): string[] {
    return this.#parts.map(({ path }) => basename(path));
  }

  /** Whether {@linkcode addColumns} completes a part before it adds these. */
  endsPart(columns: readonly ColumnDef[]): boolean {
    return this.#file !== undefined && columns.some(({ name }) => !this.#columnNames.has(name));
  }

  /** Adds the columns that the table does not have yet. */
  async addColumns(columns: readonly ColumnDef[]): Promise<void> {
    const added = columns.filter(({ name }) => !this.#columnNames.has(name));
    // All rows of a file have the same columns: a new column begins a new part.
    if (added.length > 0 && this.#file !== undefined) await this.#closePart();
    for (const column of added) this.#addColumn(column);
    this.#batch?.addColumns(added);
  }

  /**
   * Adds the rows of a block, whose columns the table has; whole batches of
   * them go into the part that is being written.
   */
  async append(block: Block): Promise<void> {
    for (let row = 0; row < block.rowCount;) {
      this.#batch ??= new DenseBatch(this.#columns, batchRows(this.#columns.length));
      row += this.#batch.add(block, row);
      if (this.#batch.full) await this.#writeBatch();
    }
    this.#steps = {
      firstStep: this.#steps?.firstStep ?? block.firstStep,
      lastStep: block.lastStep,
      lastGlobalStep: lastGlobalStep(block),
    };
  }

  /** Completes the part that is being written, and merges parts as long as some are to be merged. */
  async commit(): Promise<void> {
    if (this.#steps === undefined) return;
    await this.#closePart();
    for (;;) {
      const count = partsToMerge(this.#parts.map(({ rowCount }) => rowCount));
      const last = this.#parts.at(-1);
      if (count === 0 || last === undefined) return;
      await this.#merge(count, last);
    }
  }

  /**
   * Makes one file of all parts, under the table's own name, and reads it back. Of a table to which
   * little was added since an earlier run was finished, only the parts that came since.
   */
  async mergeAll(): Promise<void> {
    await this.abort();
    this.#removeLeftovers();
    const [leftCount, last] = [this.#leftCount(), this.#parts.at(-1)];
    if (leftCount > 0 && last !== undefined) {
      const count = this.#parts.length - leftCount;
      if (count > 1) await this.#merge(count, last);
      for (const { path } of this.#parts) await this.#checksums.check(basename(path));
      return;
    }
    const path = join(this.#dataDir, partName(this.#table, 0));
    if (this.#parts.length > 1) await this.#merge(this.#parts.length, { path, number: 0 });
    const [part] = this.#parts;
    if (part === undefined) return;
    if (part.path !== path) {
      this.#checksums.rename(basename(part.path), basename(path));
      rename(part.path, path);
      await syncDirLater(this.#dataDir);
      part.path = path;
      part.number = 0;
    }
    // Under its last name: after a rename, whoever keeps its checksums would read it again.
    await this.#checksums.check(basename(path));
  }

  /** How many of the parts {@linkcode mergeAll} leaves as they are. */
  #leftCount(): number {
    // A run that is finished for the first time leaves one file, whatever it was made of.
    if (this.#parts[0]?.number !== 0) return 0;
    return partsToLeave(this.#parts.map(({ path }) => infoOf(path).size));
  }

  /** Drops the rows that are not committed. */
  async abort(): Promise<void> {
    await this.#file?.abort();
    this.#file = this.#batch = this.#steps = undefined;
  }

  /** Merges the newest parts into one, which gets some path and number. */
  #merge(count: number, { path, number }: Pick<ParquetPart, "path" | "number">): Promise<void> {
    return mergeParts(this.#parts, count, {
      columns: this.#columns,
      checksums: this.#checksums,
      path,
      number,
    });
  }

  async #writeBatch(): Promise<void> {
    if (this.#batch === undefined || this.#batch.rowCount === 0) return;
    const { columns, rowCount } = this.#batch;
    await this.#openFile().write(columns, rowCount);
    this.#batch.clear();
  }

  #openFile(): ParquetFileWriter {
    if (this.#file !== undefined) return this.#file;
    this.#removeLeftovers(); // One of them may have the name that the new part gets.
    makeDir(this.#dataDir);
    const path = join(this.#dataDir, partName(this.#table, this.#nextNumber()));
    return this.#file = new ParquetFileWriter(path, this.#columns);
  }

  async #closePart(): Promise<void> {
    await this.#writeBatch();
    this.#batch = undefined;
    const [file, steps] = [this.#file, this.#steps];
    if (file === undefined || steps === undefined) return;
    const { path, rowCount, columns } = file;
    await file.close((checksum) => this.#checksums.add(basename(path), checksum));
    this.#parts.push({ path, number: this.#nextNumber(), rowCount, columns, ...steps });
    this.#file = this.#steps = undefined;
  }

  #removeLeftovers(): void {
    removeFiles(this.#leftovers, this.#checksums);
    this.#leftovers = [];
  }

  #addColumn({ name, type }: ColumnDef): void {
    if (this.#columnNames.has(name)) return;
    this.#columnNames.add(name);
    this.#columns.push({ name, type });
  }

  #nextNumber(): number {
    return Math.max(0, ...this.#parts.map(({ number }) => number)) + 1;
  }
}
