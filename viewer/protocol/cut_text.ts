/** What lists have of a text, in characters: a browser takes long for millions of them. */
export const MAX_LIST_TEXT = 1000;

/** A text for a list: the beginning of a long one, with an ellipsis. */
export function cutText(text: string): string {
  if (text.length <= MAX_LIST_TEXT) return text;
  // The last one may be the first half of a character.
  return `${text.slice(0, MAX_LIST_TEXT).replace(/[\ud800-\udbff]$/, "")}…`;
}
