import { basename, join } from "@std/path";
import { BackendDamagedError, type TableState } from "./backend.ts";
import type { ParquetChecksums } from "./parquet_checksums.ts";
import { ParquetFileReader, ParquetFileWriter, rowGroupRows } from "./parquet_file.ts";
import { partsToMerge } from "./parquet_merge.ts";
import { isMerged, parsePartName } from "./parquet_parts.ts";
import { RowGroup } from "./row_group.ts";
import { lastGlobalStep } from "./table_state.ts";
import type { Block, ColumnDef, TableName } from "../writer/block.ts";
import { makeDir } from "../writer/make_dir.ts";
import { syncDirLater } from "../writer/sync_dir.ts";

/** One complete Parquet file with successive steps of a table. */
interface Part {
  path: string;
  /** 0 for `metrics.parquet`, 1 for `metrics.000001.parquet`. */
  number: number;
  rowCount: number;
  firstStep: number;
  lastStep: number;
  lastGlobalStep: number | null;
  columns: ColumnDef[];
}

/** The parts of one table. */
export class ParquetTable {
  readonly #dataDir: string;
  readonly #table: TableName;
  /** In the order of their steps. */
  #parts: Part[];
  #columns: ColumnDef[] = [];
  readonly #names = new Set<string>();
  /** Files that a merge has replaced, or a kill left half-written. */
  #leftovers: string[];
  readonly #checksums: ParquetChecksums;
  /** Rows that no file has yet, and their range of steps. */
  #rows?: RowGroup;
  #range?: Pick<Part, "firstStep" | "lastStep" | "lastGlobalStep">;
  /** The part that is being written: some row groups of it are. */
  #open?: ParquetFileWriter;

  private constructor(
    dataDir: string,
    table: TableName,
    checksums: ParquetChecksums,
    parts: Part[],
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
    const names = fileNames(dataDir);
    const parts: Part[] = [];
    for (const name of names) {
      const part = parsePartName(name);
      if (part?.table === table) {
        if (await checksums.isDamaged(name)) {
          throw new BackendDamagedError(`${join(dataDir, name)} is not as it was written`);
        }
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
      this.#rows ??= new RowGroup(this.#columns, rowGroupRows(this.#columns.length));
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

  /** Makes one file of all parts, under the table's own name. */
  async mergeAll(): Promise<void> {
    await this.abort();
    this.#removeLeftovers();
    const path = join(this.#dataDir, `${this.#table}.parquet`);
    if (this.#parts.length > 1) await this.#merge(this.#parts.length, path, 0);
    const [part] = this.#parts;
    if (part === undefined || part.path === path) return;
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

  async #merge(count: number, path: string, number: number): Promise<void> {
    const merged = this.#parts.slice(-count);
    const file = new ParquetFileWriter(path, this.#columns);
    try {
      for (const part of merged) {
        using reader = await ParquetFileReader.open(part.path);
        await reader.copyTo(file);
      }
    } catch (error) {
      await file.abort();
      throw error;
    }
    await this.#name(file);
    this.#leftovers = merged.map((part) => part.path).filter((old) => old !== path);
    this.#removeLeftovers();
    const last = merged.at(-1)!;
    this.#parts.splice(-count, count, {
      ...last,
      path,
      number,
      rowCount: file.rowCount,
      firstStep: merged[0].firstStep,
      columns: file.columns,
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

async function readPart(path: string, number: number): Promise<Part> {
  using reader = await ParquetFileReader.open(path);
  const { first, last, lastGlobal } = await reader.stepRange();
  return {
    path,
    number,
    rowCount: reader.rowCount,
    firstStep: first,
    lastStep: last,
    lastGlobalStep: lastGlobal,
    columns: reader.columns,
  };
}

function fileNames(dir: string): string[] {
  try {
    return [...Deno.readDirSync(dir)].map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
