import { displayWidth } from "./display_width.ts";

const segmenter = new Intl.Segmenter();

/** Shortens a text to a number of terminal columns, with an ellipsis for what is missing. */
export function truncate(text: string, width: number): string {
  if (text.length <= width && displayWidth(text) <= width) return text;
  let result = "";
  let used = 1; // The ellipsis.
  for (const { segment } of segmenter.segment(text)) {
    used += displayWidth(segment);
    if (used > width) break;
    result += segment;
  }
  return `${result}…`;
}
