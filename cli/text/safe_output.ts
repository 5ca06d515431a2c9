// deno-lint-ignore-file no-control-regex -- control characters are what it escapes

/** Whatever moves the cursor, changes the terminal's state or reverses the writing direction. */
export const STEERING: RegExp =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
/** The same but for the line feed; the styles of {@linkcode applyStyle} are matched as a whole. */
const UNWANTED = new RegExp(`\\u001b\\[(?:1|2|22|3[1-69])m|(?!\\n)${STEERING.source}`, "g");

/**
 * Escapes what steers a terminal in all that is printed, in whatever way it
 * came there. Within JSON the escapes are JSON's own, and stand for the same text.
 *
 * @param isStyled Whether there may be styles in it: they are kept then.
 */
export function safeOutput(text: string, isStyled: boolean): string {
  return text.replace(UNWANTED, (found) => {
    if (found.length === 1) return escapeCharacter(found);
    return isStyled ? found : escapeCharacter("\u001b") + found.slice(1);
  });
}

/** The escape of one character, as JSON has it. */
export function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
