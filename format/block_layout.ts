/**
 * A block of rows as bytes: the payload of a journal's frame.
 *
 * | bytes | content |
 * |---|---|
 * | 0 | the table's place in {@linkcode TABLE_NAMES} |
 * | 1 to 3 | zero |
 * | 4 to 7 | how many rows there are |
 * | 8 to 11 | how many columns there are |
 * | 12 to 15 | zero |
 * | 16 to 31 | the first and the last step, signed integers of 64 bits |
 * | from 32 | the columns, one behind the other |
 *
 * A column begins with 16 bytes: its type's place in {@linkcode COLUMN_TYPES},
 * a byte that is 1 where the rows of its values follow and 0 where they are the
 * first ones, two bytes of zero, then how many bytes its name has, how many
 * values there are, and how many bytes those take. Then come, each filled up
 * with zeros to a multiple of eight bytes:
 *
 * 1. the name, in UTF-8;
 * 2. the rows, integers of 32 bits, where they follow;
 * 3. of text and lists, their lengths, integers of 32 bits: of a text in UTF-16
 *    units, of a list in items;
 * 4. the values: numbers as they lie in memory, all texts one behind the other
 *    in UTF-8, all items of all lists one behind the other.
 *
 * All integers are unsigned where nothing else is said, and little-endian, as
 * the arrays are on every system that Deno runs on.
 *
 * `block_encoder.ts` writes it, `decode_block.ts` reads it. Reading trusts none of it. Each length is compared with the bytes that are
 * left before anything is made of it, so a payload never takes more memory than
 * a small multiple of its size; what comes out is checked by `checkBlock`.
 *
 * @module
 */
import type { ColumnType } from "./tables.ts";

/** The column types, by the number that stands for each on disk: new ones come last. */
export const COLUMN_TYPES: readonly ColumnType[] = [
  "double",
  "boolean",
  "string",
  "int64",
  "int32",
  "timestamp",
  "double[]",
  "int64[]",
];

/** The bytes before the first column. */
export const BLOCK_BYTES = 32;
/** The bytes with which each column begins. */
export const COLUMN_BYTES = 16;

/** A number of bytes, filled up to a multiple of eight. */
export function aligned(byteCount: number): number {
  return (byteCount + 7) & ~7;
}
