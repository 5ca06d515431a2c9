import type { SqlValue } from "../../reader/mod.ts";
import { displayWidth } from "../text/display_width.ts";
import { formatCount, formatNumber } from "../text/format_number.ts";
import { applyStyle } from "../text/terminal_style.ts";
import { terminalText } from "../text/terminal_text.ts";

/** A longer text is cut: a line is looked at, and `kobo sql` and `kobo export` have all of it. */
const MAX_TEXT_LENGTH = 1_000;

/** A row of `metrics`, and what else was logged at its step. */
export interface TailRow {
  step: SqlValue;
  globalStep: SqlValue;
  timestamp: SqlValue;
  /** Metrics with their values; media, tables and histograms as their kind and name. */
  items: [name: string, value: SqlValue][];
}

/**
 * Prints a row on one line. Items that do not fit are counted:
 * `12:03:04  step 1,234  global 3  train/loss 0.5123  lr 0.001  +3 more`
 */
export function tailLine({ step, globalStep, timestamp, items }: TailRow, width: number): string {
  const time = timestamp instanceof Date ? timestamp.toTimeString().slice(0, 8) : "–";
  const global = globalStep === null ? "" : `  global ${formatCount(Number(globalStep))}`;
  const steps = `step ${formatCount(Number(step))}${global}`;
  let line = `${applyStyle("dim", time)}  ${applyStyle("bold", steps)}`;
  let used = time.length + 2 + steps.length;
  for (const [index, [name, value]] of items.entries()) {
    const label = terminalText(cut(name));
    const shown = typeof value === "number"
      ? formatNumber(value)
      : terminalText(cut(String(value)));
    const size = 2 + displayWidth(label) + 1 + displayWidth(shown);
    const left = items.length - index;
    const more = `  +${left} more`;
    // The last item needs no room for a count behind it.
    if (used + size + (left > 1 ? more.length : 0) > width) return line + applyStyle("dim", more);
    line += `  ${applyStyle("dim", label)} ${shown}`;
    used += size;
  }
  return line;
}

function cut(text: string): string {
  return text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH)}…` : text;
}
