import stringWidth from "string-width";

const segmenter = new Intl.Segmenter();
const ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A text on one line, without characters that steer the terminal. */
export function terminalText(text: string): string {
  // deno-lint-ignore no-control-regex -- they are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, (character) => {
    const code = character.charCodeAt(0);
    return ESCAPES[character] ?? `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** The columns of a terminal that a text takes. */
export function widthOf(text: string): number {
  // Most texts are such, and one look at them is cheap.
  return /^[\u0020-\u007e]*$/.test(text) ? text.length : stringWidth(text);
}

/** The text, cut to so many columns, with an ellipsis where something is missing. */
export function cut(text: string, width: number): string {
  if (text.length <= width && widthOf(text) <= width) return text;
  let result = "";
  let used = 1; // The ellipsis.
  for (const { segment } of segmenter.segment(text)) {
    used += widthOf(segment);
    if (used > width) break;
    result += segment;
  }
  return `${result}…`;
}
