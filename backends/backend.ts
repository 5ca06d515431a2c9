/**
 * The door between the writer and a storage format.
 *
 * @module
 */
import type { Block } from "../format/block.ts";
import type { TableState } from "../format/table_state.ts";

/** Where a backend keeps its files. */
export interface BackendOptions {
  /**
   * The board's `data` folder, absolute. It need not exist yet: a backend
   * makes it with its first file. `journal` in it is not the backend's.
   */
  dataDir: string;
}

/**
 * One storage format.
 *
 * The writer calls one method at a time and waits for it. When a method
 * fails, the writer closes the backend, opens a new one, asks {@linkcode tables}
 * what is there, and appends what is not. So a backend never needs to repair
 * itself; it needs to be honest about what is committed.
 */
export interface Backend {
  /**
   * Reads from the files what is committed. Writes nothing. Not called while
   * rows are appended and not committed.
   */
  tables(): Promise<TableState[]>;
  /**
   * Takes the rows of one block. A column that the table does not have yet is
   * added at its end, empty in all earlier rows. Nothing needs to be visible
   * before {@linkcode commit}.
   */
  append(block: Block): Promise<void> | void;
  /**
   * Makes all that was appended durable (fsync) and visible to every other
   * process: all of it, or, after a crash, the first rows of it.
   */
  commit(): Promise<void>;
  /**
   * Reads back all that is committed, for what {@linkcode tables} does not
   * see. Called on the files of a run that was cut off, and on those of one
   * that is about to be finished. Optional.
   *
   * @throws {BackendDamagedError} Where it is not what was written.
   */
  verify?(): Promise<void>;
  /**
   * Ends the run: brings the files into their final form and lets go of them.
   * Rows that were appended and not committed are dropped.
   */
  close(): Promise<void>;
  /** Lets go of the files as they are, after an error. Never throws. */
  abort(): Promise<void>;
}

/**
 * Another process holds the files for now: the writer tries again later.
 * It is known by its `name`, as a backend of one's own may come with another
 * copy of this module.
 */
export class BackendBusyError extends Error {
  /** Always `"BackendBusyError"`. */
  override readonly name = "BackendBusyError";
}

/**
 * The files are damaged, or are none of this backend's: the writer sets them
 * aside and makes them again from its journal, or says so where it has none.
 * It is known by its `name`, as {@linkcode BackendBusyError} is.
 */
export class BackendDamagedError extends Error {
  /** Always `"BackendDamagedError"`. */
  override readonly name = "BackendDamagedError";
}

/**
 * Opens a backend: what a backend module exports under the name
 * `openBackend`.
 *
 * Writes nothing.
 *
 * @throws {BackendDamagedError} Where the folder holds a file in the backend's
 * place that is not of its format.
 */
export type OpenBackend = (options: BackendOptions) => Promise<Backend>;
