import type { FilesFormat } from "../../format/files_format.ts";
import type { TableName } from "../../format/tables.ts";
import type { SandboxSettings } from "../query/sandboxed_duckdb.ts";
import type { SharedDuckDb } from "./shared_duckdb.ts";

/** A board elsewhere, which is read in a folder of this machine. */
export interface FetchedBoard {
  /** Where it is. */
  address: string;
  /** Brings its rows up to date in the folder. @throws {BoardReadError} Where they cannot be read. */
  fetch(): Promise<void>;
  /** Whether the store has a logged file's content, as of when the rows came. */
  hasFile(name: string): boolean;
  /** Brings such a content here. @returns Its path. @throws {BoardReadError} Where it does not come. */
  fetchFile(name: string): Promise<string>;
}

/** A board of a `SnapshotRunner`. */
export interface RunnerBoard {
  /** The board's folder, absolute, or its address. */
  boardDir: string;
  /** The format of its files. */
  format: FilesFormat;
  /** How its files come here, of one elsewhere. */
  fetched?: FetchedBoard;
}

/** Settings of a `SnapshotRunner`, and of its DuckDB. */
export interface RunnerSettings extends Partial<SandboxSettings> {
  /** Whether files are read to their end once, as `OpenOptions` say. Default: as they say. */
  verify?: boolean;
  /** Whether a board that cannot be read is left out. Default: `true`, unless there is one board. */
  many?: boolean;
  /**
   * The tables that the work reads; the others seem empty. Of hundreds of boards, to look at all
   * takes twice the time. Default: all.
   */
  tables?: readonly TableName[];
  /**
   * Why the files of a run that was cut off are left out: the journal has their rows. Default: they
   * are read.
   */
  filesProblem?: string;
  /** The DuckDB to use, which others use after it. Default: one of its own. */
  shared?: SharedDuckDb;
}
