/** What a JSON text may have at most. */
export interface JsonLimits {
  /** How deep objects and lists may stand in one another. */
  depth: number;
  /** How many values there may be: numbers, texts, objects, lists and so on. */
  values: number;
}

/** The limits of a `metadata.json`. */
export const METADATA_LIMITS: JsonLimits = { depth: 200, values: 200_000 };

/** The limits of `config`, which is a part of it. */
export const CONFIG_LIMITS: JsonLimits = { depth: 190, values: 100_000 };

/** A value takes so much of the memory beside its text, about. */
const VALUE_BYTES = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/**
 * What a text has more of than it may, in words; `undefined` where it has not.
 *
 * It is asked before the text is parsed: what is nested too deeply ends, by an
 * exhausted stack, whatever walks it by recursion, `JSON.stringify` among them.
 * Of a text that is not JSON it may say anything.
 */
export function findJsonExcess(text: string, limits: JsonLimits): string | undefined {
  return measureJson(text, limits).excess;
}

/**
 * What a text has more of than it may, as {@linkcode findJsonExcess} says, and how much memory it
 * takes once it is parsed, in bytes, about. To ask the values themselves takes as long as to parse
 * them.
 */
export function measureJson(
  text: string,
  { depth, values }: JsonLimits,
): { excess?: string; bytes: number } {
  let level = 0;
  let count = 1;
  let characters = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const end = endOfText(text, at);
        characters += end - at;
        at = end;
        break;
      }
      case 0x5b: // [
      case 0x7b: // {
        count++;
        if (++level > depth) return { excess: `it is nested more than ${depth} deep`, bytes: 0 };
        break;
      case 0x5d: // ]
      case 0x7d: // }
        level--;
        break;
      case COMMA:
        if (++count > values) return { excess: `it has more than ${values} values`, bytes: 0 };
        break;
    }
  }
  return { bytes: VALUE_BYTES * count + characters };
}

/** Where the quotation mark is that ends a text. */
function endOfText(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}
