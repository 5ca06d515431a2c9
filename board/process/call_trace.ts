import { attempt } from "../../system/attempt.ts";

/** The calls that have led to an error, as text; "" where the script has replaced what makes it. */
export function traceOf(error: Error): string {
  try {
    const trace: unknown = error.stack;
    return typeof trace === "string" ? trace : "";
  } catch {
    return "";
  }
}

/**
 * The calls that have led here, as {@linkcode traceOf}, without this one. They are noted now, and
 * made text when that is asked for: the first time it takes a millisecond.
 */
export function callTrace(): () => string {
  try {
    const error = new Error(); // Here, and in no function of its own: that would be in each trace.
    return () => attempt(() => withoutThis(traceOf(error))) ?? "";
  } catch {
    return () => "";
  }
}

function withoutThis(trace: string): string {
  return trace.split("\n").filter((line) => !line.includes(" callTrace ")).join("\n");
}
