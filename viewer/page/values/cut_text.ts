/** What lists show of a text: a browser takes long for millions of characters. */
const MAX_LENGTH = 1000;

/** The beginning of a long text, with an ellipsis; a shorter one as it is. */
export function cutText(text: string): string {
  if (text.length <= MAX_LENGTH) return text;
  // The last one may be the first half of a character.
  return `${text.slice(0, MAX_LENGTH).replace(/[\ud800-\udbff]$/, "")}…`;
}
