/**
 * The files that a backend has written of a board, whatever their format.
 *
 * @module
 */
import type { boardColumns } from "../../format/board_columns.ts";
import type { TableName } from "../../format/tables.ts";
import type { KeptChecksums } from "./kept_checksums.ts";

/** The last step, or number in an event table, of each table in a backend's files; a table without rows is missing. */
export type LastSteps = ReadonlyMap<TableName, number>;

/** A backend's files in one folder. */
export interface BackendFiles {
  /** Whether there is any file. */
  readonly exists: boolean;
  /** Changes with the files' content: it is made of names, sizes and times. */
  readonly version: string;
  /**
   * Opens the files for one query.
   *
   * @throws {FilesChangedError} Where they changed meanwhile.
   * @throws {FilesDamagedError} Where they are damaged, and the journal has all that they should.
   */
  open(options: OpenFilesOptions): Promise<OpenFiles>;
}

/** What is the same each time that a board's files are opened. */
export interface FilesSettings {
  /** The name under which a DuckDB file is attached. */
  alias: string;
  /** How long to wait for a program that holds a DuckDB file, in milliseconds. */
  busyTimeoutMs: number;
  /** The tables that are read. */
  tables: readonly TableName[];
  /** What columns of a table must have which types. Default: those of a board. */
  typesOf?: typeof boardColumns;
}

/** How files are opened. */
export interface OpenFilesOptions {
  /** Whether there is a journal, which has every row that damaged files lack. */
  hasJournal: boolean;
  /** Whether nobody writes the board, but somebody was cut off while writing it. */
  wasCutOff: boolean;
  /** Whether to read the files to their end once: a writer that was killed may have torn them. */
  verify: boolean;
  /** The checksums of a finished board's files. */
  kept?: KeptChecksums;
}

/** A backend's files, open for one query. */
export interface OpenFiles {
  /** The relation of each table that has rows, as SQL that can follow FROM. */
  relations: ReadonlyMap<TableName, string>;
  /** The last step of each table; known only where there is a journal. */
  lastSteps: LastSteps;
  /** Why a table cannot be read, for each table of which some file cannot. */
  unreadable: ReadonlyMap<TableName, string>;
  /** The names of the files of each table that do not notice damage themselves. */
  unguarded: ReadonlyMap<TableName, readonly string[]>;
  /** Whether the files have changed since they were opened, so that a query may have seen both. */
  hasChanged(): boolean;
  /** Closes the files. */
  close(): Promise<void>;
}
