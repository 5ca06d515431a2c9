import { basename, dirname, join } from "@std/path";
import { checkFooter } from "../../backends/parquet/check_footer.ts";
import { ParquetChecksums } from "../../backends/parquet/parquet_checksums.ts";
import { boardColumns } from "../../format/board_columns.ts";
import { parsePartName, type StepRange, withoutMerged } from "../../format/parquet_parts.ts";
import { parsePieceKey } from "../../format/remote_names.ts";
import { orderColumn, TABLE_NAMES, type TableName } from "../../format/tables.ts";
import { entriesIn } from "../../system/entries_in.ts";
import { versionOf } from "../../system/file_version.ts";
import type { SandboxedDuckDb } from "../query/sandboxed_duckdb.ts";
import { firstLineOf } from "../shared/first_line.ts";
import type { BackendFiles, OpenFiles, OpenFilesOptions } from "./backend_files.ts";
import { FilesChangedError } from "./files_changed_error.ts";
import { FilesDamagedError } from "./files_damaged_error.ts";
import type { KeptChecksums } from "./kept_checksums.ts";
import { readParquetSql } from "./read_parquet_sql.ts";

/** A run merges its parts, so that there are some dozens of them. Each of more would be opened. */
const MAX_PARTS = 2000;
/** A sync sends a piece per table every 15 s, for weeks. */
const MAX_PIECES = 500_000;

/** A complete Parquet file with successive steps of one table. */
interface Part {
  path: string;
  table: TableName;
  /** Tells it from another part that had the same name before: a merge reuses names. */
  version: string;
}

/**
 * Reads a board's Parquet files, also while a run adds parts and merges them.
 *
 * A part never changes, and has its name only once it is complete. But a merge
 * writes a part with the rows of several others and then removes those, and it
 * may give the new part the name of an old one. So a list of names is not
 * enough to see each row once:
 *
 * 1. All parts are listed, each with its version (inode, size and time).
 * 2. Of each part the range of steps is read from its footer, once per version.
 * 3. A part whose range lies within that of another one was merged into it and
 *    is left out. The others have each row once.
 * 4. All parts are listed again. Where anything differs from the first list,
 *    the choice may be wrong, and the files are opened again.
 *
 * Files are not locked, so the writer may remove a part while a query reads it:
 * after the query, `hasChanged()` compares the versions of the parts it read,
 * and where one differs the query is run again.
 *
 * Of a board that a sync has sent, the pieces in `live/` are parts too: they have the steps above
 * those in `data/`, and a run that ends puts all rows there before the pieces go.
 */
export class ParquetFiles implements BackendFiles {
  readonly #duckdb: SandboxedDuckDb;
  readonly #dir: string;
  readonly #tables: readonly TableName[];
  readonly #liveDir?: string;
  readonly #typesOf: typeof boardColumns;
  /** By version, what is known of a part: its steps, or what is wrong with it. */
  readonly #known = new Map<string, StepRange | string>();

  /**
   * @param dir The folder that the files are in.
   * @param tables The tables that are read.
   * @param options.liveDir The folder of the pieces, of a board that a sync has sent.
   */
  constructor(
    duckdb: SandboxedDuckDb,
    dir: string,
    tables: readonly TableName[],
    { liveDir, typesOf = boardColumns }: { liveDir?: string; typesOf?: typeof boardColumns } = {},
  ) {
    this.#duckdb = duckdb;
    this.#dir = dir;
    this.#tables = tables;
    this.#liveDir = liveDir;
    this.#typesOf = typesOf;
  }

  /** Whether there is any part. */
  get exists(): boolean {
    return this.#listParts().length > 0;
  }

  /** The versions of all parts. */
  get version(): string {
    return versionOfAll(this.#listParts());
  }

  /** Chooses the parts to read. They may change while they are read. */
  async open({ hasJournal, verify, kept }: OpenFilesOptions): Promise<OpenFiles> {
    const parts = this.#listParts();
    const relations = new Map<TableName, string>();
    const lastSteps = new Map<TableName, number>();
    const unreadable = this.#findMissing(parts, kept);
    const unguarded = new Map<TableName, string[]>();
    const used: Part[] = [];
    for (const table of this.#tables) {
      const sound: (Part & StepRange)[] = [];
      for (const part of parts.filter((part) => part.table === table)) {
        const steps = await this.#inspect(part, verify, kept);
        if (typeof steps !== "string") {
          sound.push({ ...part, ...steps });
          continue;
        }
        // The journal has all rows of a damaged part. Without a journal, what is sound is shown.
        if (hasJournal) throw new FilesDamagedError(steps);
        unreadable.set(table, steps);
      }
      const chosen = withoutMerged(sound);
      const last = chosen.at(-1);
      if (last === undefined) continue;
      used.push(...chosen);
      relations.set(table, readParquetSql(chosen.map(({ path }) => path)));
      lastSteps.set(table, last.lastStep);
      const inDir = chosen.filter(({ path }) => dirname(path) === this.#dir);
      unguarded.set(table, inDir.map(({ path }) => basename(path)));
    }
    this.#forgetAllBut(parts);
    if (this.version !== versionOfAll(parts)) {
      throw new FilesChangedError(`The files in ${this.#dir} changed`);
    }
    return {
      relations,
      lastSteps,
      unreadable,
      unguarded,
      hasChanged: () => used.some(({ path, version }) => versionOf(path) !== version),
      close: () => Promise.resolve(),
    };
  }

  /** The tables whose files are gone: without a word they would seem empty. */
  #findMissing(parts: readonly Part[], kept?: KeptChecksums): Map<TableName, string> {
    const missing = new Map<TableName, string>();
    for (const name of kept?.dataFiles ?? []) {
      const path = join(this.#dir, name);
      const table = tableOf(name);
      if (table === undefined || parts.some((part) => part.path === path)) continue;
      missing.set(table, `Cannot read ${path}: it is missing`);
    }
    return missing;
  }

  #listParts(): Part[] {
    const parts = this.#partsIn(this.#dir, tableOf, MAX_PARTS);
    return this.#liveDir === undefined
      ? parts
      : [...parts, ...this.#partsIn(this.#liveDir, tableOfPiece, MAX_PIECES)];
  }

  #partsIn(
    dir: string,
    tableOf: (name: string) => TableName | undefined,
    maxCount: number,
  ): Part[] {
    const names = entriesIn(dir).flatMap(({ name }) => {
      const table = tableOf(name);
      return table === undefined ? [] : [{ path: join(dir, name), table }];
    });
    if (names.length > maxCount) {
      throw new RangeError(
        `Cannot read ${dir}: it has ${names.length} parts of tables, more than ${maxCount}`,
      );
    }
    return names.flatMap((part) => {
      const version = versionOf(part.path);
      return version === undefined ? [] : [{ ...part, version }];
    });
  }

  /** The steps of a part, or what is wrong with it. */
  async #inspect(
    { path, table, version }: Part,
    verify: boolean,
    kept?: KeptChecksums,
  ): Promise<StepRange | string> {
    const known = this.#known.get(version);
    if (known !== undefined) return known;
    let found: StepRange | string;
    try {
      const damage = dirname(path) === this.#dir
        ? await this.#findDamage(basename(path), verify, kept)
        : undefined;
      found = damage === undefined
        ? await this.#readSteps({ path, table })
        : `Cannot read ${path}: it is ${damage}`;
    } catch (error) {
      found = `Cannot read ${path}: ${firstLineOf(error)}`;
    }
    // The part may have been replaced or renamed while it was read: then this says nothing of it.
    if (versionOf(path) !== version) throw new FilesChangedError(`${path} changed`);
    this.#known.set(version, found);
    return found;
  }

  /** What the checksums say of a file in the folder. */
  async #findDamage(
    name: string,
    verify: boolean,
    kept?: KeptChecksums,
  ): Promise<string | undefined> {
    const isDamaged = verify && await new ParquetChecksums(this.#dir).isDamaged(name);
    return isDamaged ? "not as it was written" : (await kept?.findFooterDamage(name))?.reason;
  }

  async #readSteps({ path, table }: Pick<Part, "path" | "table">): Promise<StepRange> {
    const { steps } = await checkFooter(path, table, this.#typesOf(table));
    if (steps !== undefined) return steps;
    const order = orderColumn(table);
    // The file of another program may lack statistics.
    const [[first = null, last] = []] = await this.#duckdb.rows(
      `SELECT min(${order}), max(${order}) FROM ${readParquetSql([path])}`,
    );
    if (first === null) throw new Error("it has no rows");
    return { firstStep: Number(first), lastStep: Number(last) };
  }

  #forgetAllBut(parts: readonly Part[]): void {
    const versions = new Set(parts.map(({ version }) => version));
    for (const version of this.#known.keys()) {
      if (!versions.has(version)) this.#known.delete(version);
    }
  }
}

function tableOf(name: string): TableName | undefined {
  return TABLE_NAMES.find((table) => table === parsePartName(name)?.table);
}

function tableOfPiece(name: string): TableName | undefined {
  const of = parsePieceKey(`live/${name}`)?.of;
  return of === "log" ? undefined : of;
}

function versionOfAll(parts: readonly Part[]): string {
  return parts.map(({ version }) => version).join();
}
