import { escapeCharacter, STEERING } from "../../format/steering.ts";

const ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Escapes all characters that would move the cursor, change colours or reverse
 * the writing direction, so that a text from a board stays on one line.
 */
export function terminalText(text: string): string {
  return text.replace(
    STEERING,
    (character) => ESCAPES[character] ?? escapeCharacter(character),
  );
}
