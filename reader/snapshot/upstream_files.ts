import { join } from "@std/path";
import { orderColumns } from "../../format/board_columns.ts";
import type { FilesFormat } from "../../format/files_format.ts";
import { TABLE_NAMES, type TableName } from "../../format/tables.ts";
import { exists } from "../../system/exists.ts";
import type { SandboxedDuckDb } from "../query/sandboxed_duckdb.ts";
import type { BackendFiles, FilesSettings, OpenFiles, OpenFilesOptions } from "./backend_files.ts";
import { DuckDbFiles } from "./duckdb_files.ts";
import { ParquetFiles } from "./parquet_files.ts";
import { upstreamTable } from "./upstream_table.ts";

/** How the files of {@linkcode UpstreamFiles} are opened. */
export interface UpstreamSettings extends FilesSettings {
  /** Their format. */
  format: FilesFormat;
}

/**
 * Reads the files that KohakuBoard's Python client writes, as a board of this
 * package has them: one DuckDB file, or one per table, or Parquet files.
 */
export class UpstreamFiles implements BackendFiles {
  readonly #duckdb: SandboxedDuckDb;
  readonly #format: FilesFormat;
  readonly #files: readonly BackendFiles[];

  /** @param dir The folder that the files are in. */
  constructor(duckdb: SandboxedDuckDb, dir: string, settings: UpstreamSettings) {
    const { format, alias, tables } = settings;
    const typesOf = orderColumns; // The others are made a board's by `upstreamTable()`.
    this.#duckdb = duckdb;
    this.#format = format;
    const tableFiles = TABLE_NAMES.map((table) => ({ table, name: `${table}.duckdb` }));
    const hasTableFiles = tableFiles.some(({ name }) => exists(join(dir, name)));
    this.#files = format === "parquet"
      ? [new ParquetFiles(duckdb, dir, tables, { typesOf })]
      : !hasTableFiles
      ? [new DuckDbFiles(duckdb, dir, { ...settings, typesOf })]
      : tableFiles.map(({ table, name }) =>
        new DuckDbFiles(duckdb, dir, { ...settings, alias: `${alias}_${table}`, typesOf }, name)
      );
  }

  /** Whether there is any file. */
  get exists(): boolean {
    return this.#files.some((files) => files.exists);
  }

  /** The versions of all files. */
  get version(): string {
    return this.#files.map((files) => files.version).join();
  }

  /** Opens all files. */
  async open(options: OpenFilesOptions): Promise<OpenFiles> {
    const opened: OpenFiles[] = [];
    const close = async () => {
      for (const files of opened) await files.close();
    };
    try {
      for (const files of this.#files) {
        if (files.exists) opened.push(await files.open(options));
      }
      const relations = new Map<TableName, string>();
      for (const [table, relation] of opened.flatMap(({ relations }) => [...relations])) {
        const columns = (await this.#duckdb.rows(`DESCRIBE FROM ${relation}`))
          .map(([name, type]) => ({ name: String(name), type: String(type) }));
        relations.set(table, upstreamTable(table, relation, columns, this.#format));
      }
      return {
        relations,
        lastSteps: joined(opened, "lastSteps"),
        unreadable: joined(opened, "unreadable"),
        unguarded: joined(opened, "unguarded"),
        hasChanged: () => opened.some((files) => files.hasChanged()),
        close,
      };
    } catch (error) {
      await close().catch(() => {});
      throw error;
    }
  }
}

function joined<Key extends "lastSteps" | "unreadable" | "unguarded">(
  opened: readonly OpenFiles[],
  key: Key,
): OpenFiles[Key] {
  const maps = opened.map((files): ReadonlyMap<TableName, unknown> => files[key]);
  return new Map(maps.flatMap((map) => [...map])) as unknown as OpenFiles[Key];
}
