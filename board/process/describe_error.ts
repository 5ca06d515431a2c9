import { attempt } from "../../system/attempt.ts";
import { inspect } from "../../system/deno.ts";
import { traceOf } from "./call_trace.ts";
import { maskSecrets } from "./mask_secrets.ts";

/** So many characters of an error's first line are kept. */
const MAX_CHARS = 1000;
/** So many errors are told of: those of an `AggregateError`, what has caused them, and so on. */
const MAX_ERRORS = 100;
/** In place of an error whose own method fails. */
const WITHOUT_TEXT = "an error without a text";

/** The whole text of an error that the script names: a string is taken as it is. */
export function errorText(error: unknown): string {
  return typeof error === "string" ? error : thrownText(error);
}

/**
 * The whole text of what was thrown, as the runtime prints it: a string has quotes, an
 * `AggregateError` is followed by its errors, an error by what has caused it.
 */
export function thrownText(error: unknown): string {
  try {
    return [...linesOf(error, new Set(), { left: MAX_ERRORS })].join("\n");
  } catch {
    return ownText(error); // The script has replaced what this needs.
  }
}

/** @param outer The errors that this one belongs to: an error may be its own cause. */
function* linesOf(
  error: unknown,
  outer: ReadonlySet<unknown>,
  errors: { left: number },
): Generator<string> {
  if (outer.has(error)) return yield "[Circular]";
  errors.left--;
  yield ownText(error);
  if (!(error instanceof Error)) return;
  const within = new Set([...outer, error]);
  const parts = attempt(() => error instanceof AggregateError ? Array.from(error.errors) : []);
  for (const part of parts ?? []) {
    if (errors.left <= 0) return yield "    …";
    for (const line of linesOf(part, within, errors)) yield line.replaceAll(/^/gm, "    ");
  }
  const cause = attempt(() => error.cause);
  if (cause === undefined) return;
  if (errors.left <= 0) return yield "…";
  const [first = "", ...lines] = linesOf(cause, within, errors);
  yield `Caused by: ${first}`;
  yield* lines;
}

function ownText(error: unknown): string {
  try {
    return error instanceof Error ? traceOf(error) || `${error}` : inspect(error);
  } catch {
    return WITHOUT_TEXT;
  }
}

/** The first line of an error, for `metadata.json`: without what looks like a secret. */
export function errorLine(error: unknown): string {
  const line = shortText(error).split(/[\r\n]/).find((line) => line.trim() !== "")?.trim() ?? "";
  return maskSecrets(line.slice(0, MAX_CHARS));
}

/** Without the calls that led to it, unless its own method fails. */
function shortText(error: unknown): string {
  return attempt(() => error instanceof Error ? `${error}` : undefined) ?? errorText(error);
}
