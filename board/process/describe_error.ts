import { inspect } from "../../system/deno.ts";
import { maskSecrets } from "./mask_secrets.ts";

/** So many characters of an error's first line are kept. */
const MAX_CHARS = 1000;

/** The whole text of an error, as the runtime prints it. */
export function errorText(error: unknown): string {
  if (typeof error === "string") return error;
  return error instanceof Error ? error.stack ?? `${error}` : inspect(error);
}

/** The first line of an error, for `metadata.json`: without what looks like a secret. */
export function errorLine(error: unknown): string {
  let text: string;
  try {
    text = typeof error === "string" ? error : error instanceof Error ? `${error}` : inspect(error);
  } catch {
    text = "an error without a text"; // Its own method failed.
  }
  const line = text.split(/[\r\n]/).find((line) => line.trim() !== "")?.trim() ?? "";
  return maskSecrets(line.slice(0, MAX_CHARS));
}
