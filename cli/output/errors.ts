import { terminalText } from "../text/terminal_text.ts";

/** Wrong usage that the parser of arguments cannot see: exit code 2. */
export class UsageError extends Error {
  /** Always `"UsageError"`. */
  override readonly name = "UsageError";
}

/** Somebody stopped it: exit code 128 and the signal's number. */
export class InterruptedError extends Error {
  /** Always `"InterruptedError"`. */
  override readonly name = "InterruptedError";
  /** As a shell has it of a process that the signal ends. */
  readonly exitCode: number;

  /** @param signal How it was stopped. */
  constructor(signal: "SIGINT" | "SIGTERM") {
    super(`Stopped by ${signal}`);
    this.exitCode = signal === "SIGINT" ? 130 : 143;
  }
}

/** Nobody reads what is printed any more, as in `kobo list | head -1`: no failure. */
export class ClosedPipeError extends Error {
  /** Always `"ClosedPipeError"`. */
  override readonly name = "ClosedPipeError";
}

/** An error as one line for people. */
export function errorLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = message
    // DuckDB repeats the query and points into it, which takes lines of their own.
    .replace(/\n+LINE \d+:[^\n]*(\n\s*\^)?/g, "")
    .trim()
    .replace(/\s*\n\s*/g, " ");
  // It may quote what was logged.
  return terminalText(line);
}
