const ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Escapes all characters that would move the cursor, change colours or reverse
 * the writing direction, so that a text from a board stays on one line.
 */
export function terminalText(text: string): string {
  // deno-lint-ignore no-control-regex -- control characters are what it escapes
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, (character) => {
    const code = character.charCodeAt(0);
    return ESCAPES[character] ?? `\\u${code.toString(16).padStart(4, "0")}`;
  });
}
