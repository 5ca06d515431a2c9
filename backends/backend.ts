/**
 * The contract between the writer and a storage format.
 *
 * @module
 */
import type { Block } from "../format/block.ts";
import type { TableState } from "../format/table_state.ts";
import type { ColumnDef, TableName } from "../format/tables.ts";

/** Whether all bytes of a file in `data`, from a place up to another one, are as an earlier run left them. */
export type IsKept = (name: string, from: number, to: number) => boolean;

/** A part of a file: from a byte up to, and without, another one. */
export interface ByteRange {
  /** Its first byte. */
  from: number;
  /** The byte behind its last one. */
  to: number;
}

/** Where a backend keeps its files. */
export interface BackendOptions {
  /**
   * The board's `data` folder, absolute. It need not exist yet: a backend
   * makes it with its first file. `journal` in it belongs to the writer.
   */
  dataDir: string;
  /**
   * The CRC-32 of a file in `dataDir`, for a backend that compares it with what was written. A file
   * is read to its end once in a run, as long as it does not change: the writer, which compares the
   * files of an earlier run and keeps the checksums of those that this one leaves, reads it no more.
   */
  checksumOf?(name: string): Promise<number>;
}

/**
 * One storage format.
 *
 * The writer calls one method at a time and waits for it. When a method
 * fails, the writer aborts the backend, opens a new one, asks {@linkcode tables}
 * what is committed, and appends what is not. So a backend never needs to repair
 * itself; it needs to be honest about what is committed.
 */
export interface Backend {
  /**
   * Whether a file that has its final name is never changed any more, only renamed, replaced or
   * removed. The writer keeps the files that a resumed run starts from: it then need not copy them.
   * Optional; of a backend that does not say so, they are copied.
   */
  readonly filesAreFinal?: boolean;
  /**
   * Whether it keeps rows of the event tables: blocks of `files`, `system` and `alerts`, whose rows
   * are in order by their `number` in place of their `step`, and whose `lastStep` is the last number.
   * Optional; a backend that does not say so is given none, and these rows are lost.
   */
  readonly hasEventTables?: boolean;
  /**
   * Reads from the files what is committed. Writes nothing. Not called while
   * rows are appended and not committed.
   */
  tables(): Promise<TableState[]>;
  /**
   * Tells which columns the rows of the next calls of {@linkcode append} have,
   * each once, in the order of their first use; of a long replay also those of later
   * commits. Columns that the table does not have yet
   * are added at its end, all at once: where each block of a long replay has
   * new ones, to add them block by block would copy the table as often.
   * Optional.
   */
  addColumns?(table: TableName, columns: readonly ColumnDef[]): Promise<void>;
  /**
   * Adds the rows of one block. A column that the table does not have yet is
   * added at its end, empty in all earlier rows. Nothing needs to be visible
   * before {@linkcode commit}. The block is not to be changed: it may be given again.
   */
  append(block: Block): Promise<void> | void;
  /**
   * Makes all that was appended durable (fsync) and visible to every other
   * process: all of it, or, after a crash, the first rows of it.
   */
  commit(): Promise<void>;
  /**
   * Reads back all that is committed, to find damage that {@linkcode tables}
   * does not meet. The writer calls it for the files of a run that was cut
   * off, and for those of a run that it is about to finish. Optional.
   *
   * @param isKept Tells which bytes of the files are as an earlier run has left them, which had
   * verified them: they need not be read. Missing where nothing is known of them.
   * @param wasCutOff Whether the files are what a run has left that was cut off, and whatever may have
   * become of them since. Default: this process has just written them.
   * @throws {BackendDamagedError} Where a file is not as it was written.
   */
  verify?(isKept?: IsKept, wasCutOff?: boolean): Promise<void>;
  /**
   * Finds out which bytes of a file this backend has written since a copy was made of it, without
   * reading all of it. It is asked only where nobody else has written to the file. Optional: else the
   * file is read to its end.
   *
   * @param name The file's name in `dataDir`.
   * @param copyPath The copy.
   * @returns In their order; `undefined` where it cannot tell.
   */
  findWritten?(name: string, copyPath: string): Promise<ByteRange[] | undefined>;
  /**
   * Ends the run: brings the files into their final form and closes them.
   * Rows that were appended and not committed are dropped.
   */
  close(): Promise<void>;
  /** Closes the files as they are, after an error. Never throws. */
  abort(): Promise<void>;
}

/**
 * Another process holds the files for now: the writer tries again later.
 * The writer knows it by its `name`, as a custom backend may have been built
 * with another copy of this module.
 */
export class BackendBusyError extends Error {
  /** Always `"BackendBusyError"`. */
  override readonly name = "BackendBusyError";
}

/**
 * The files are damaged, or are not this backend's: the writer moves them to a
 * folder of their own and makes them again from its journal, or reports them
 * where it has none. The writer knows it by its `name`, as
 * {@linkcode BackendBusyError}.
 */
export class BackendDamagedError extends Error {
  /** Always `"BackendDamagedError"`. */
  override readonly name = "BackendDamagedError";
}

/** Whether an error says that another process holds the backend's files. */
export function isBusyError(error: unknown): error is Error {
  return error instanceof Error && error.name === "BackendBusyError";
}

/** Whether an error says that the backend's files are damaged, or are not its own. */
export function isDamagedError(error: unknown): error is Error {
  return error instanceof Error && error.name === "BackendDamagedError";
}

/**
 * Copies the rows up to a step of the files in one folder into another, which is empty: of the event
 * tables those before the first row of a later step.
 *
 * @param canLink Whether a file that nothing ever writes to may get a second name instead of a copy.
 * @throws {Error} Where a file cannot be read.
 */
export type ForkFiles = (
  fromDir: string,
  toDir: string,
  step: number,
  canLink: boolean,
) => Promise<void>;

/** Where a global step is among the rows of `metrics`. */
export interface FoundGlobalStep {
  /** The last step that has it; `null` where none has. */
  step: number | null;
  /** The lowest global step; `null` where no row has one. */
  min: number | null;
  /** The highest one. */
  max: number | null;
}

/** What is done with the files of a built-in backend that no backend has open. */
export interface FileWork {
  /** Copies the rows up to a step. */
  fork: ForkFiles;
  /**
   * The values of the column `filename` of a table, each with the place of its last row: its step, in
   * `files` its number.
   *
   * @throws {Error} Where a file cannot be read.
   */
  filenames(dataDir: string, table: "media" | "files"): Promise<Map<string, number>>;
  /** Finds a global step. @throws {Error} Where a file cannot be read. */
  findGlobalStep(dataDir: string, globalStep: number): Promise<FoundGlobalStep>;
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
