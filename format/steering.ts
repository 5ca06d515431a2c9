/**
 * The characters that steer a terminal, and their escapes. Boards come from strangers, and what is
 * said of them is printed, by scripts too.
 *
 * @module
 */
// deno-lint-ignore-file no-control-regex -- control characters are what it escapes

/** Whatever moves the cursor, changes the terminal's state or reverses the writing direction. */
export const STEERING: RegExp =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** The escape of one character, as JSON has it. */
export function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** A text in which nothing steers; its lines stay. */
export function escapeSteering(text: string): string {
  return text.replace(
    STEERING,
    (character) => character === "\n" ? character : escapeCharacter(character),
  );
}
