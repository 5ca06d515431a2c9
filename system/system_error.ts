/** Whether the system refused something: a file may not be read, or its disk fails. */
export function isSystemError(error: unknown): error is Error {
  // DuckDB's errors, and ours, have no codes.
  return error instanceof Error && "code" in error && typeof error.code === "string";
}
