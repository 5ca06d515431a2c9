/**
 * JSON that tells whether it is as it was written: an object whose last field, `checksum`, has the
 * CRC-32 of all that is before it, as eight hex digits.
 *
 * The checksum is of the text, not of the values: whoever edits the file by hand changes the text,
 * and a file that says so is better than a flipped bit that nobody sees. A `checksum` of `null`
 * stands for "as it is, it is right". A program that writes the file anew will not lay it out as we
 * do: that is no damage, but the text cannot be compared any more.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import { wellFormedJson } from "./well_formed_json.ts";

/** What a text's checksum tells of the text. */
export type Seal =
  /** It is as it was written. */
  | "intact"
  /** It was damaged, or edited by hand. */
  | "changed"
  /** Another program has written it: the checksum is of another text. */
  | "rewritten"
  /** Its checksum is `null`: somebody says that it is right as it is. */
  | "accepted"
  /** It has no checksum. */
  | "none";

/** The last line of a sealed text, with the comma before it. A bit of the name may have flipped, too. */
const LAST_FIELD = /,\n {2}"([^"\n]*)": "([0-9a-f]{8})"\n\}\n$/;

/** A checksum is within so many of the last characters. */
const SEAL_LENGTH = 64;

/** The text of a file that tells whether it is as it was written. @param value Not empty. */
export function sealJson(value: Readonly<Record<string, unknown>>): string {
  const text = wellFormedJson(value, 2);
  return `${text.slice(0, -2)},\n  "checksum": "${checksumOf(text)}"\n}\n`;
}

/** Whether a text has a checksum where {@linkcode sealJson} puts it, be it that of another text. */
export function hasSeal(text: string): boolean {
  return LAST_FIELD.exec(text.slice(-SEAL_LENGTH))?.[1] === "checksum";
}

/**
 * Whether a text is as {@linkcode sealJson} made it.
 *
 * @param text The whole text.
 * @param value What it is as JSON.
 */
export function sealOf(text: string, value: unknown): Seal {
  const last = LAST_FIELD.exec(text);
  if (last !== null) {
    const isFitting = checksumOf(`${text.slice(0, last.index)}\n}`) === last[2];
    if (last[1] === "checksum") return isFitting ? "intact" : "changed";
    if (isFitting) return "changed";
  }
  if (typeof value !== "object" || value === null || !("checksum" in value)) return "none";
  return value.checksum === null ? "accepted" : "rewritten";
}

function checksumOf(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}
