import { keepSign } from "./negative_zero.ts";

/** Half a surrogate pair, as `JSON.stringify()` writes it; or an escaped backslash, which may stand before the same letters. */
const HALF_PAIR = /\\\\|\\ud[89a-f][0-9a-f]{2}/g;

/**
 * The JSON of a value, which keeps the sign of -0, with U+FFFD for half a surrogate pair, as of a
 * text that was cut within an emoji: UTF-8 has no such half, and DuckDB and other readers refuse the
 * JSON that has its escape.
 *
 * @param indent Spaces per level, each value on a line of its own. Default: one line.
 */
export function wellFormedJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, keepSign, indent);
  if (!text.includes("\\ud")) return text;
  return text.replace(HALF_PAIR, (found) => found === "\\\\" ? found : "\ufffd");
}
