import stringWidth from "string-width";

/** Longer than any line of a terminal; to measure a text of megabytes takes seconds. */
const MAX_MEASURED = 10_000;

/** The number of terminal columns that a text occupies; of a very long one about so many. */
export function displayWidth(text: string): number {
  if (text.length > MAX_MEASURED) {
    return displayWidth(text.slice(0, MAX_MEASURED)) + text.length - MAX_MEASURED;
  }
  // Most texts are plain ASCII, for which `stringWidth` would be slow.
  return /^[\u0020-\u007e]*$/.test(text) ? text.length : stringWidth(text);
}
