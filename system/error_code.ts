/**
 * What the system refused, by its code. Deno's refusals for want of a permission have none: they
 * are known by their name.
 *
 * @module
 */

/** The system's own code, such as `ENOENT`; `undefined` for any other error. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** Whether the system refused something: a file may not be read, or its disk fails. */
export function isSystemError(error: unknown): error is Error {
  // DuckDB's errors, and ours, have no codes.
  return codeOf(error) !== undefined;
}

/** Whether there is no file or folder of the name. */
export function isNotFound(error: unknown): boolean {
  return codeOf(error) === "ENOENT";
}

/** Whether something in the path is no folder, or the path itself where one was expected. */
export function isNotADirectory(error: unknown): boolean {
  return codeOf(error) === "ENOTDIR";
}

/** Whether there cannot be such a file: none of the name, or its parent is a file. */
export function isMissing(error: unknown): boolean {
  return isNotFound(error) || isNotADirectory(error);
}

/** Whether there is something of the name already. */
export function isAlreadyExists(error: unknown): boolean {
  return codeOf(error) === "EEXIST";
}

/** Whether a file would pass the largest size that its file system, or `ulimit -f`, allows. */
export function isFileTooLarge(error: unknown): boolean {
  // Deno has no code for it, but the number that Linux and macOS have; DuckDB has the system's text.
  return codeOf(error) === "EFBIG" ||
    error instanceof Error && /\(os error 27\)|: File too large$/.test(error.message);
}

/** Whether nobody reads any more what is written. */
export function isBrokenPipe(error: unknown): boolean {
  return codeOf(error) === "EPIPE";
}

/** Whether it would have to be waited for, as a pipe that is full. */
export function isWouldBlock(error: unknown): boolean {
  return codeOf(error) === "EAGAIN";
}

/** Whether another program listens on the address. */
export function isAddressInUse(error: unknown): boolean {
  return codeOf(error) === "EADDRINUSE";
}

/** Whether the system, or Deno for want of a permission, does not let us. */
export function isPermissionDenied(error: unknown): boolean {
  if (error instanceof Error && error.name === "NotCapable") return true;
  return ["EACCES", "EPERM"].includes(codeOf(error) ?? "");
}
