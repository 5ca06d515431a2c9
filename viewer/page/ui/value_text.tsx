import { cutText } from "../../protocol/cut_text.ts";
import { formatValue } from "../values/format_value.ts";

/** Any value of JSON as one line of text; of a shortened number the title has all digits. */
export function ValueText({ value }: { value: unknown }) {
  const text = formatValue(value);
  const isShortened = typeof value === "number" && text !== String(value);
  return isShortened
    ? <span class="shortened" title={String(value)}>{text}</span>
    : <span>{cutText(text)}</span>;
}
