import { attempt } from "../../system/attempt.ts";
import { inspect } from "../../system/deno.ts";
import { traceOf } from "./call_trace.ts";
import { maskSecrets } from "./mask_secrets.ts";

/** So many characters of an error's first line are kept. */
const MAX_CHARS = 1000;
/** In place of an error whose own method fails. */
const WITHOUT_TEXT = "an error without a text";

/** The whole text of an error that the script names: a string is taken as it is. */
export function errorText(error: unknown): string {
  return typeof error === "string" ? error : thrownText(error);
}

/** The whole text of what was thrown, as the runtime prints it: a string has quotes. */
export function thrownText(error: unknown): string {
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
