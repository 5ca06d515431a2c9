import { eastAsianWidth } from "get-east-asian-width";
import { graphemesOf } from "./graphemes.ts";

/** Longer than any line of a terminal; to measure a text of megabytes takes seconds. */
const MAX_MEASURED = 10_000;
/** Latin letters, signs, dashes and quotes: one column each, whatever they are beside. */
const PLAIN = /^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027]*$/;
/** Characters that take no column: of those that format the text a few do, as Arabic's for numbers. */
const INVISIBLE =
  /(?![\u{600}-\u{605}\u{6dd}\u{890}\u{891}\u{8e2}\u{110bd}\u{110cd}])[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Mn}\p{Me}]/u;
const HANGUL = /\p{Script=Hangul}/u;
const ZERO_WIDTH_JOINER = "\u200d";

/** Made when there is a text for it: V8 takes 30 ms for the list of all emoji. */
let emoji: RegExp | undefined;

/**
 * The number of terminal columns that a text occupies; of a very long one about so many.
 *
 * It is what `string-width` says, which a test compares. That package is not imported, as it makes
 * a segmenter when it is loaded, and each command would wait for that before its first line.
 */
export function displayWidth(text: string): number {
  if (text.length > MAX_MEASURED) {
    return displayWidth(text.slice(0, MAX_MEASURED)) + text.length - MAX_MEASURED;
  }
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemesOf(text.toWellFormed())) width += graphemeWidth(segment);
  return width;
}

function graphemeWidth(grapheme: string): number {
  // An emoji of one character has its width below.
  if (grapheme.length > 1) {
    emoji ??= new RegExp("^(?:\\p{RGI_Emoji}|\\p{Regional_Indicator}{1,2}|[\\d#*]\\ufe0f)", "v");
    if (emoji.test(grapheme)) return 2;
  }
  let width = 0;
  for (const character of grapheme) {
    if (character === ZERO_WIDTH_JOINER) break;
    if (INVISIBLE.test(character)) continue;
    width += eastAsianWidth(character.codePointAt(0) ?? 0);
    if (HANGUL.test(character)) break; // The others of its syllable are in the same square.
  }
  return width;
}
