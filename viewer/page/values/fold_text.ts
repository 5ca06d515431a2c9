/**
 * A text as searches compare it: in lower case, and with each letter and its
 * accents as one character, since `é` may also be stored as `e` and an accent.
 */
export function foldText(text: string): string {
  return text.normalize("NFC").toLowerCase();
}
