import stringWidth from "string-width";

/** The number of terminal columns that a text occupies. */
export function displayWidth(text: string): number {
  // Most texts are plain ASCII, for which `stringWidth` would be slow.
  return /^[\u0020-\u007e]*$/.test(text) ? text.length : stringWidth(text);
}
