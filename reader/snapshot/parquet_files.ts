import { basename, join } from "@std/path";
import { quoteText } from "../../backends/duckdb/quote.ts";
import { ParquetChecksums } from "../../backends/parquet/parquet_checksums.ts";
import { isMerged, parsePartName } from "../../format/parquet_parts.ts";
import { TABLE_NAMES, type TableName } from "../../format/tables.ts";
import { entriesIn } from "../../system/entries_in.ts";
import {
  FilesChangedError,
  FilesDamagedError,
  type LookSettings,
  type OpenFiles,
} from "./board_files.ts";
import type { SandboxedDuckDb } from "../query/sandboxed_duckdb.ts";
import { versionOf } from "../../system/file_version.ts";
import { readParquet } from "./read_parquet.ts";

/** A complete Parquet file with successive steps of a table. */
interface OpenPart {
  path: string;
  table: TableName;
  /** What tells its content from that of another time: a merge gives new ones old names. */
  version: string;
}

/** What was found in a part. */
interface PartInfo {
  firstStep: number;
  lastStep: number;
}

/** The Parquet files of a board. */
export class ParquetFiles {
  readonly #engine: SandboxedDuckDb;
  readonly #dir: string;
  /** What was found, by version: the steps, or what is wrong. */
  readonly #known = new Map<string, PartInfo | string>();

  /** @param dir The folder that the files are in. */
  constructor(engine: SandboxedDuckDb, dir: string) {
    this.#engine = engine;
    this.#dir = dir;
  }

  /** Whether there is a file. */
  get exists(): boolean {
    return this.#list().length > 0;
  }

  /** What tells the files' content from that of another time. */
  get version(): string {
    return this.#list().map(({ version }) => version).join();
  }

  /** Looks at the files. They may change while they are read. */
  async open({ hasJournal, verify }: LookSettings): Promise<OpenFiles> {
    const parts = this.#list();
    const relations = new Map<TableName, string>();
    const lastSteps = new Map<TableName, number>();
    const unreadable = new Map<TableName, string>();
    const used: OpenPart[] = [];
    for (const table of TABLE_NAMES) {
      const found: (OpenPart & PartInfo)[] = [];
      for (const part of parts.filter((part) => part.table === table)) {
        const info = await this.#inspect(part, verify);
        if (typeof info !== "string") {
          found.push({ ...part, ...info });
          continue;
        }
        // The journal has all of it. Without one, what is intact is shown.
        if (hasJournal) throw new FilesDamagedError(info);
        unreadable.set(table, info);
      }
      const sound = found.filter((part) => !isMerged(part, found))
        .sort((a, b) => a.firstStep - b.firstStep);
      if (sound.length === 0) continue;
      used.push(...sound);
      relations.set(table, readParquet(sound.map(({ path }) => path)));
      lastSteps.set(table, sound.at(-1)!.lastStep);
    }
    this.#forgetOthers(parts);
    const now = this.version;
    if (now !== parts.map(({ version }) => version).join()) {
      throw new FilesChangedError(`The files in ${this.#dir} changed`);
    }
    return {
      relations,
      lastSteps,
      unreadable,
      hasChanged: () => used.some(({ path, version }) => versionOf(path) !== version),
      close: () => Promise.resolve(),
    };
  }

  #list(): OpenPart[] {
    return entriesIn(this.#dir).flatMap(({ name }) => {
      const table = TABLE_NAMES.find((table) => table === parsePartName(name)?.table);
      const path = join(this.#dir, name);
      const version = table && versionOf(path);
      return table === undefined || version === undefined ? [] : [{ path, table, version }];
    });
  }

  /** The steps of a part, or what is wrong with it. */
  async #inspect({ path, version }: OpenPart, verify: boolean): Promise<PartInfo | string> {
    const known = this.#known.get(version);
    if (known !== undefined) return known;
    let info: PartInfo | string;
    try {
      const damaged = verify && await new ParquetChecksums(this.#dir).isDamaged(basename(path));
      info = damaged ? `Cannot read ${path}: it is not as it was written` : await this.#steps(path);
    } catch (error) {
      info = `Cannot read ${path}: ${(error as Error).message.split("\n")[0]}`;
    }
    // What is said of another file, or of none, is not kept: this one may only have another name.
    if (versionOf(path) !== version) throw new FilesChangedError(`${path} changed`);
    this.#known.set(version, info);
    return info;
  }

  async #steps(path: string): Promise<PartInfo> {
    checkMagic(path);
    const [[first, last]] = await this.#engine.rows(
      `SELECT min(stats_min_value::BIGINT), max(stats_max_value::BIGINT)
       FROM parquet_metadata(${quoteText(path)}) WHERE path_in_schema = 'step'`,
    );
    if (first !== null) return { firstStep: Number(first), lastStep: Number(last) };
    const [[least, greatest]] = await this.#engine.rows(
      `SELECT min(step), max(step) FROM ${readParquet([path])}`,
    );
    if (least === null) throw new Error("it has no rows");
    return { firstStep: Number(least), lastStep: Number(greatest) };
  }

  #forgetOthers(parts: readonly OpenPart[]): void {
    const versions = new Set(parts.map(({ version }) => version));
    for (const version of this.#known.keys()) {
      if (!versions.has(version)) this.#known.delete(version);
    }
  }
}

/** Parquet readers search long, or break down, in what is no such file at all. */
function checkMagic(path: string): void {
  using file = Deno.openSync(path);
  const { size } = file.statSync();
  const text = (from: number) => {
    const bytes = new Uint8Array(4);
    file.seekSync(from, Deno.SeekMode.Start);
    file.readSync(bytes);
    return new TextDecoder().decode(bytes);
  };
  if (size >= 12 && text(0) === "PAR1" && text(size - 4) === "PAR1") return;
  throw new Error("expected a Parquet file, found one that is none or is torn");
}
