import { basename, join } from "@std/path";
import type { TableState } from "../../format/table_state.ts";
import type { ParquetChecksums } from "./parquet_checksums.ts";
import { copyRowGroups, type CopySource } from "./copy_row_groups.ts";
import { batchRows, ParquetFileReader, ParquetFileWriter, rowGroupRows } from "./parquet_file.ts";
import { fitsInto, type ParquetFooter, readFooter } from "./parquet_footer.ts";
import { partsToMerge, runsToEncode } from "./merge_plan.ts";
import {
  isMerged,
  isStartOf,
  parsePartName,
  type PartContent,
} from "../../format/parquet_parts.ts";
import { DenseBatch } from "../dense_batch.ts";
import { lastGlobalStep } from "../table_states.ts";
import type { Block } from "../../format/block.ts";
import type { ColumnDef, TableName } from "../../format/tables.ts";
import { entriesIn } from "../../system/entries_in.ts";
import { makeDir } from "../../system/make_dir.ts";
import { syncDirLater } from "../../system/sync_dir.ts";

/** One complete Parquet file of a table. */
interface ParquetPart extends PartContent {
  path: string;
  number: number;
}

/** The parts of one table. */
export class ParquetTable {
  readonly #dataDir: string;
  readonly #table: TableName;
  /** In the order of their steps. */
  #parts: ParquetPart[];
  #columns: ColumnDef[] = [];
  readonly #names = new Set<string>();
  /** Files that a merge has replaced, or a kill left half-written. */
  #leftovers: string[];
  readonly #checksums: ParquetChecksums;
  /** Rows that no file has yet, and their range of steps. */
  #rows?: DenseBatch;
  #range?: Pick<ParquetPart, "firstStep" | "lastStep" | "lastGlobalStep">;
  /** The part that is being written: some row groups of it are. */
  #open?: ParquetFileWriter;

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

  /** Reads the footers of a table's files; a folder without any is an empty table. */
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
        parts.push(await readPart(join(dataDir, name), part.number));
      }
    }
    const halves = names.filter((name) => name.startsWith(`${table}.`) && name.endsWith(".tmp"));
    return new ParquetTable(
      dataDir,
      table,
      checksums,
      parts.filter((part) => !isMerged(part, parts)).sort((a, b) => a.firstStep - b.firstStep),
      [
        ...parts.filter((part) => isMerged(part, parts)).map(({ path }) => path),
        ...halves.map((name) => join(dataDir, name)),
      ],
    );
  }

  /** What the files hold. */
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

  /** The names of the files that are in use. */
  fileNames(): string[] {
    return this.#parts.map(({ path }) => basename(path));
  }

  /** Whether {@linkcode append} completes a part before it takes this block. */
  endsPart(block: Block): boolean {
    return this.#open !== undefined && block.columns.some(({ name }) => !this.#names.has(name));
  }

  /** Takes the rows of a block; whole row groups of them go to the open part. */
  async append(block: Block): Promise<void> {
    const added = block.columns.filter(({ name }) => !this.#names.has(name));
    // A file has one set of columns: with new ones begins a new part.
    if (added.length > 0 && this.#open !== undefined) await this.#closePart();
    for (const { name, type } of added) {
      this.#addColumn({ name, type });
      this.#rows?.addColumn({ name, type });
    }
    for (let row = 0; row < block.rowCount;) {
      this.#rows ??= new DenseBatch(this.#columns, batchRows(this.#columns.length));
      row += this.#rows.add(block, row);
      if (this.#rows.full) await this.#writeRows();
    }
    this.#range = {
      firstStep: this.#range?.firstStep ?? block.firstStep,
      lastStep: block.lastStep,
      lastGlobalStep: lastGlobalStep(block),
    };
  }

  /** Completes the open part; merges the newest ones where it is time. */
  async commit(): Promise<void> {
    if (this.#range === undefined) return;
    await this.#closePart();
    for (;;) {
      const count = partsToMerge(this.#parts.map(({ rowCount }) => rowCount));
      if (count === 0) return;
      const { path, number } = this.#parts.at(-1)!;
      await this.#merge(count, path, number);
    }
  }

  /** Makes one file of all parts, under the table's own name, and reads it back. */
  async mergeAll(): Promise<void> {
    await this.abort();
    this.#removeLeftovers();
    const path = join(this.#dataDir, `${this.#table}.parquet`);
    if (this.#parts.length > 1) await this.#merge(this.#parts.length, path, 0);
    const [part] = this.#parts;
    if (part === undefined) return;
    await this.#checksums.check(basename(part.path));
    if (part.path === path) return;
    this.#checksums.rename(basename(part.path), basename(path));
    Deno.renameSync(part.path, path);
    await syncDirLater(this.#dataDir);
    part.path = path;
    part.number = 0;
  }

  /** Drops what is not committed. */
  async abort(): Promise<void> {
    await this.#open?.abort();
    this.#open = this.#rows = this.#range = undefined;
  }

  async #writeRows(): Promise<void> {
    if (this.#rows === undefined || this.#rows.rowCount === 0) return;
    if (this.#open === undefined) {
      this.#removeLeftovers(); // The new part may have the name of one.
      makeDir(this.#dataDir);
      this.#open = new ParquetFileWriter(this.#path(this.#nextNumber()), this.#columns);
    }
    await this.#open.write(this.#rows.columns, this.#rows.rowCount);
    this.#rows.clear();
  }

  async #closePart(): Promise<void> {
    await this.#writeRows();
    this.#rows = undefined;
    const file = this.#open!;
    await this.#name(file);
    const number = this.#nextNumber();
    this.#parts.push({
      path: this.#path(number),
      number,
      rowCount: file.rowCount,
      columns: file.columns,
      ...this.#range!,
    });
    this.#open = this.#range = undefined;
  }

  /** Makes one of the newest parts: row groups that are large enough are copied as they are. */
  async #merge(count: number, path: string, number: number): Promise<void> {
    const first = this.#parts.length - count;
    const parts = this.#parts.slice(first);
    const footers = await Promise.all(parts.map((part) => readFooter(part.path)));
    const last = footers.at(-1)!;
    const hasAll = parts.at(-1)!.columns.length === this.#columns.length;
    const isPrefix = parts.every(({ columns }) => isStartOf(columns, this.#columns));
    const runs = runsToEncode(
      parts.map(({ rowCount }, index) => ({
        rowCount,
        rowGroupCount: footers[index].rowGroups.length,
        byteCount: footers[index].rowGroups.reduce((sum, { start, end }) => sum + end - start, 0),
        isCopied: hasAll && isPrefix && fitsInto(footers[index], last),
      })),
      rowGroupRows(this.#columns.length),
    );
    if (runs[0]?.count === count) return await this.#encode(first, count, path, number);
    if (runs.length === 0) return await this.#copy(first, footers, path, number);
    for (const run of runs.toReversed()) {
      const { path, number } = parts[run.first + run.count - 1];
      await this.#encode(first + run.first, run.count, path, number);
    }
    const encoded = this.#parts.slice(first).map((part) => readFooter(part.path));
    await this.#copy(first, await Promise.all(encoded), path, number);
  }

  /** Makes one of successive parts by decoding and encoding them: with as few row groups as may be. */
  async #encode(first: number, count: number, path: string, number: number): Promise<void> {
    const file = new ParquetFileWriter(path, this.#columns);
    try {
      for (const part of this.#parts.slice(first, first + count)) {
        await this.#checksums.check(basename(part.path));
        using reader = await ParquetFileReader.open(part.path);
        await reader.copyTo(file);
      }
    } catch (error) {
      await file.abort();
      throw error;
    }
    await this.#name(file);
    this.#replace(first, count, path, number);
  }

  /** Makes one of all parts from the first on, by copying their row groups. */
  async #copy(
    first: number,
    footers: readonly ParquetFooter[],
    path: string,
    number: number,
  ): Promise<void> {
    const sources = this.#parts.slice(first).map(({ path, columns }, index): CopySource => ({
      path,
      columns,
      footer: footers[index],
      isIntact: (checksum) => this.#checksums.isExpected(basename(path), checksum),
    }));
    // Another version of the encoder wrote some of them.
    if (!sources.every(({ footer }) => fitsInto(footer, sources.at(-1)!.footer))) {
      return await this.#encode(first, sources.length, path, number);
    }
    await copyRowGroups(path, sources, (checksum) => this.#checksums.add(basename(path), checksum));
    this.#replace(first, sources.length, path, number);
  }

  /** Counts the one file in which the rows of some parts are now, and removes theirs. */
  #replace(first: number, count: number, path: string, number: number): void {
    const merged = this.#parts.slice(first, first + count);
    this.#leftovers = merged.map((part) => part.path).filter((old) => old !== path);
    this.#removeLeftovers();
    this.#parts.splice(first, count, {
      ...merged.at(-1)!,
      path,
      number,
      rowCount: merged.reduce((sum, { rowCount }) => sum + rowCount, 0),
      firstStep: merged[0].firstStep,
      columns: [...this.#columns],
    });
  }

  async #name(file: ParquetFileWriter): Promise<void> {
    await file.close((checksum) => this.#checksums.add(basename(file.path), checksum));
  }

  #removeLeftovers(): void {
    for (const path of this.#leftovers) {
      try {
        Deno.removeSync(path);
      } catch (error) {
        // A half-written file whose name the next part took, and gave up by its rename.
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
      this.#checksums.forget(basename(path));
    }
    this.#leftovers = [];
  }

  #addColumn({ name, type }: ColumnDef): void {
    if (this.#names.has(name)) return;
    this.#names.add(name);
    this.#columns.push({ name, type });
  }

  #nextNumber(): number {
    return Math.max(0, ...this.#parts.map(({ number }) => number)) + 1;
  }

  #path(number: number): string {
    return join(this.#dataDir, `${this.#table}.${String(number).padStart(6, "0")}.parquet`);
  }
}

async function readPart(path: string, number: number): Promise<ParquetPart> {
  using reader = await ParquetFileReader.open(path);
  return { path, number, ...await reader.content() };
}
