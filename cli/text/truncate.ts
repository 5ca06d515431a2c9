import { displayWidth } from "./display_width.ts";

const segmenter = new Intl.Segmenter();

/** Shortens a text to a number of terminal columns, with an ellipsis for what is missing. */
export function truncate(text: string, width: number): string {
  if (text.length <= width && displayWidth(text) <= width) return text;
  let used = 0;
  let kept = 0; // What there is room for, with an ellipsis behind it.
  for (const { segment, index } of segmenter.segment(text)) {
    used += displayWidth(segment);
    if (used > width) return `${text.slice(0, kept)}…`;
    if (used < width) kept = index + segment.length;
  }
  return text; // Longer than wide, as an emoji of several others or a letter with its accent behind it.
}
