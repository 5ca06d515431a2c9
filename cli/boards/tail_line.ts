import type { SqlValue } from "../../reader/mod.ts";
import { formatCount, formatNumber } from "../text/format.ts";
import { paint } from "../text/terminal_style.ts";
import { terminalText, widthOf } from "../text/terminal_text.ts";

/** A name and its value. */
export type TailItem = [name: string, value: SqlValue];

/**
 * A row of metrics as one line, as far as it fits:
 * `12:03:04  step 1,234  global 3  train/loss 0.5123  lr 0.001  +3 more`
 *
 * @param row First the step, the global step and the timestamp.
 */
export function tailLine(row: TailItem[], width: number): string {
  const [[, step], [, globalStep], [, timestamp], ...items] = row;
  const time = (timestamp as Date).toTimeString().slice(0, 8);
  const epoch = globalStep === null ? "" : `  global ${formatCount(Number(globalStep))}`;
  const head = `step ${formatCount(Number(step))}${epoch}`;
  let text = `${paint("dim", time)}  ${paint("bold", head)}`;
  let used = time.length + 2 + head.length;
  for (const [index, [name, value]] of items.entries()) {
    const key = terminalText(name);
    const shown = typeof value === "number" ? formatNumber(value) : terminalText(String(value));
    const size = 2 + widthOf(key) + 1 + widthOf(shown);
    const left = items.length - index;
    const more = `  +${left} more`;
    // The last one needs no room behind it for what else there is.
    if (used + size + (left > 1 ? more.length : 0) > width) return text + paint("dim", more);
    text += `  ${paint("dim", key)} ${shown}`;
    used += size;
  }
  return text;
}
