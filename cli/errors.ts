/** Wrong usage that the parser of arguments cannot see: exit code 2. */
export class UsageError extends Error {
  /** Always `"UsageError"`. */
  override readonly name = "UsageError";
}

/** Nobody reads what is printed any more, as in `kobo list | head -1`: no failure. */
export class ClosedPipeError extends Error {
  /** Always `"ClosedPipeError"`. */
  override readonly name = "ClosedPipeError";
}

/** An error as one line for people. */
export function errorLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message
    // DuckDB repeats the query and points into it, which takes lines of their own.
    .replace(/\n+LINE \d+:[^\n]*(\n\s*\^)?/g, "")
    .trim()
    .replace(/\s*\n\s*/g, " ");
}
