import { terminalText } from "./terminal_text.ts";

/** The message of an error as one line that is safe to print. */
export function errorLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = message
    // DuckDB quotes the query and marks a position in it, which needs several lines.
    .replace(/\n+LINE \d+:[^\n]*(\n\s*\^)?/g, "")
    // Its advice is how to configure DuckDB, which nobody here can.
    .replace(/(Out of Memory Error: [^\n(]*(\([^)]*\))?)[\s\S]*/, "$1; --memory allows more")
    .trim()
    .replace(/\s*\n\s*/g, " ");
  // The message may quote content of a board.
  return terminalText(line);
}
