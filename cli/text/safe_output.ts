import { escapeCharacter, STEERING } from "../../format/steering.ts";

/** What steers but for the line feed; the styles of {@linkcode applyStyle} are matched as a whole. */
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
