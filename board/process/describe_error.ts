import { inspect } from "../../system/deno.ts";
import { maskSecrets } from "./mask_secrets.ts";

/** So many characters of an error's first line are kept. */
const MAX_CHARS = 1000;
/** In place of an error whose own method fails. */
const WITHOUT_TEXT = "an error without a text";

/** The whole text of an error, as the runtime prints it. */
export function errorText(error: unknown): string {
  if (typeof error === "string") return error;
  try {
    return error instanceof Error ? error.stack ?? `${error}` : inspect(error);
  } catch {
    return WITHOUT_TEXT;
  }
}

/** The first line of an error, for `metadata.json`: without what looks like a secret. */
export function errorLine(error: unknown): string {
  let text: string;
  try {
    text = typeof error === "string" ? error : error instanceof Error ? `${error}` : inspect(error);
  } catch {
    text = WITHOUT_TEXT;
  }
  const line = text.split(/[\r\n]/).find((line) => line.trim() !== "")?.trim() ?? "";
  return maskSecrets(line.slice(0, MAX_CHARS));
}
