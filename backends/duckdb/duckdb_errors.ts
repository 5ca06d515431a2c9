/**
 * DuckDB's errors, told apart.
 *
 * DuckDB's library for Node.js throws plain errors, without a class or a code
 * for each kind: only the text tells what happened. It begins with the kind,
 * as in `IO Error: Could not set lock on file …`, and what follows may quote a
 * value that was logged. So a text is matched at its start wherever possible.
 *
 * No other file matches these texts: this is the one to check with a new
 * version of DuckDB.
 *
 * @module
 */
import { system } from "../../system/platform.ts";
import { BackendBusyError, BackendDamagedError } from "../backend.ts";

/** One process writes a file, or some read it. */
const FILE_LOCKED = "Could not set lock on file";
/** What follows where nobody can lock a file: Linux' words, and DuckDB's own. */
const NO_LOCKS =
  /Could not set lock on file .*(not supported|Function not implemented|No locks available)/i;
/**
 * Windows says the same in the user's language, and gives the same answer where a virus scanner has
 * the file, or the user no right to it. It never says so of what is in a file.
 */
const NOT_OPENED_ON_WINDOWS = /^IO Error: Cannot open file "/;

/** The operating system refused something, which says nothing of the file's content. */
const REFUSED_BY_SYSTEM =
  /No space left|Input\/output error|Permission denied|Read-only file system|Too many open files|No such file|Disk quota|Cannot allocate|Out of Memory/i;

/**
 * Windows' reasons are in the user's language: what DuckDB says before them tells that it was the
 * system. What it reads and finds broken it words in other ways.
 */
const REFUSED_BY_WINDOWS =
  /^IO Error: (Cannot open file|Could not (read|write) file ".*" \(error in |Could not (flush|FlushFileBuffers|move)|Failure in SetEndOfFile|Failed to (create|delete|list|normalize|get) )/i;

/** Errors of DuckDB itself; after one of them the instance answers every call with an error. */
const FATAL = /^(INTERNAL|FATAL) Error/;

/** Errors that damaged files lead to, Parquet files too. Some queries fail with such words as well. */
const MAYBE_DAMAGED =
  /^((INTERNAL|FATAL|Serialization|Invalid) Error|(IO|Invalid Input) Error: .*(Corrupt|checksum|No magic bytes|TProtocol|Snappy|ecompress|Thrift|not a valid|Failed to read|Could not read enough))/i;

const INVALID_QUERY = /^(Parser|Catalog|Binder) Error/;

const FORBIDDEN = /^Permission Error|configuration has been locked/;

/**
 * Whether another process holds the file: a later attempt may succeed.
 *
 * @param on The system that it was thrown on.
 */
export function isFileLocked(error: unknown, on: string = system): boolean {
  if (!(error instanceof Error)) return false;
  if (on === "windows" && NOT_OPENED_ON_WINDOWS.test(error.message)) return true;
  return error.message.includes(FILE_LOCKED) && !NO_LOCKS.test(error.message);
}

/**
 * Whether the operating system refused something, such as a write to a full disk.
 *
 * @param on The system that it was thrown on.
 */
export function isRefusedBySystem(error: unknown, on: string = system): boolean {
  const text = textOf(error);
  return REFUSED_BY_SYSTEM.test(text) || (on === "windows" && REFUSED_BY_WINDOWS.test(text));
}

/** Whether the instance is of no further use: it answers every call with an error. */
export function isFatal(error: unknown): boolean {
  return FATAL.test(textOf(error));
}

/**
 * Whether damaged files may be the reason why a query failed. A query can fail
 * with the same words for a reason of its own: only to read the files tells.
 */
export function isMaybeDamage(error: unknown): boolean {
  return MAYBE_DAMAGED.test(textOf(error));
}

/** Whether a query is no SQL, or names what is not there. */
export function isInvalidQuery(error: unknown): boolean {
  return INVALID_QUERY.test(textOf(error));
}

/** Whether a query wants something that the instance's settings forbid. */
export function isForbidden(error: unknown): boolean {
  return FORBIDDEN.test(textOf(error));
}

/** Whether a web server has no such file. */
export function isHttpNotFound(error: unknown): boolean {
  return /\b404\b/.test(textOf(error));
}

/** The text that a query gave to SQL's function `error()`; `undefined` for all other errors. */
export function textOfErrorCall(error: unknown): string | undefined {
  return /^Invalid Input Error: (.*)$/s.exec(textOf(error))?.[1];
}

/** Why a file cannot be opened to be written, from an error of DuckDB's. */
export function toAttachError(path: string, cause: unknown): unknown {
  if (isFileLocked(cause)) return new BackendBusyError(`Another process holds ${path}`, { cause });
  if (!NO_LOCKS.test(textOf(cause))) return toDamageError(path, cause);
  return new Error(
    `DuckDB cannot write ${path}: its file system has no file locks; use a folder on another one, ` +
      'or backend: "parquet"',
    { cause },
  );
}

/**
 * A {@linkcode BackendDamagedError} for what went wrong while a DuckDB file
 * was read. No text of DuckDB's names all kinds of damage: every error counts
 * as damage that is none of the operating system's.
 *
 * @returns The given error where it is none of DuckDB's, or where the system refused something.
 */
export function toDamageError(path: string, error: unknown, on: string = system): unknown {
  const isOther = error instanceof BackendBusyError || error instanceof BackendDamagedError ||
    !(error instanceof Error) || isRefusedBySystem(error, on);
  if (isOther) return error;
  return new BackendDamagedError(`Cannot read ${path}: ${error.message}`, { cause: error });
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
