/**
 * How long a text may be, in UTF-16 units, and a table as JSON text. JavaScript has no texts of more
 * than four times as much, and on its way to the disk a text is joined with others and escaped.
 */
export const MAX_TEXT_LENGTH = 2 ** 27;
/** What a character may become in JSON: `\u0001`. */
const MAX_ESCAPED = 6;
/** Texts below this length count as long as they are: JSON has room for four times as much. */
const SHORT = 64;
/** Quotes, comma and brackets around a cell. */
const CELL_LENGTH = 4;
/** What a number or a boolean may take. */
const NUMBER_LENGTH = 24;

/** @throws {RangeError} For a text that is too long to be stored. @param what As `a caption`. */
export function checkTextLength(what: string, text: string): void {
  if (text.length <= MAX_TEXT_LENGTH) return;
  throw new RangeError(
    `expected ${what} of at most ${MAX_TEXT_LENGTH} characters, received ${text.length}`,
  );
}

/**
 * Counts how long cells are as JSON text, and refuses what is too long in all. Most cells are only
 * looked at in length: escapes are counted where they could make the difference.
 */
export class TextBudget {
  #length = 0;

  /** @throws {RangeError} Where there is no room for the cell. */
  add(cell: unknown): void {
    this.#length += CELL_LENGTH + (typeof cell === "string" ? escapedLength(cell) : NUMBER_LENGTH);
    if (this.#length <= MAX_TEXT_LENGTH) return;
    throw new RangeError(
      `expected a table of at most ${MAX_TEXT_LENGTH} characters as JSON text, ` +
        `received a longer one; log it in parts`,
    );
  }
}

/** A text's length in JSON: exact where it is long, for short ones without looking at them. */
function escapedLength(text: string): number {
  if (text.length < SHORT) return text.length;
  if (text.length > MAX_TEXT_LENGTH || !NEEDS_ESCAPE.test(text)) {
    return text.length;
  }
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || unit >= 0xd800 && unit < 0xe000) length += MAX_ESCAPED - 1;
    else if (unit === 0x22 || unit === 0x5c) length++;
  }
  return length;
}

// deno-lint-ignore no-control-regex -- These are what JSON escapes.
const NEEDS_ESCAPE = /[\u0000-\u001f"\\\ud800-\udfff]/;
