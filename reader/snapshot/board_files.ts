/**
 * What a look at a board's files gives, whatever their format.
 *
 * @module
 */
import type { TableName } from "../../format/tables.ts";

/** The last step of each table that a backend's files have; none is -1. */
export type LastSteps = ReadonlyMap<TableName, number>;

/** The backend's files of a board, held for one query. */
export interface OpenFiles {
  /** What stands behind FROM, for each table that there is. */
  relations: ReadonlyMap<TableName, string>;
  /** The last step of each table; only asked for where there is a journal. */
  lastSteps: LastSteps;
  /** Tables that cannot be read, and why. */
  unreadable: ReadonlyMap<TableName, string>;
  /** Whether the files are others by now than those that were opened. */
  hasChanged(): boolean;
  /** Lets go of them. */
  close(): Promise<void>;
}

/** How files are looked at. */
export interface LookSettings {
  /** Whether there is a journal from which all can be had that is damaged here. */
  hasJournal: boolean;
  /** Whether a process writes the board. */
  live: boolean;
  /** Whether to read what a writer may have left torn, to its end. */
  verify: boolean;
}

/** The files are not as they were written: the message names them. */
export class FilesDamagedError extends Error {
  /** Always `"FilesDamagedError"`. */
  override readonly name = "FilesDamagedError";
}

/** The files changed in the midst of a look: another one will do. */
export class FilesChangedError extends Error {
  /** Always `"FilesChangedError"`. */
  override readonly name = "FilesChangedError";
}
