import { cellText } from "./cell_text.ts";
import { formatNumber } from "./format_number.ts";

/** Any value of JSON as one line of text, with numbers shortened. */
export function formatValue(value: unknown): string {
  return typeof value === "number" ? formatNumber(value) : cellText(value);
}
