import { CHECKSUM_BLOCK_BYTES } from "./block_checksums.ts";

/** The polynomial of CRC-32, the lowest power in the highest bit. */
const POLYNOMIAL = 0xedb88320;
const X_TO_0 = 0x80000000;
const X_TO_1 = 0x40000000;

/**
 * The CRC-32 of a whole file, from those of its blocks: without reading the file again.
 *
 * A CRC is a remainder of polynomials. That of two blocks in a row is the first one's, times x once
 * for each bit of the second block, plus the second one's.
 *
 * @param blocks The CRC-32 of each block, as `blockChecksums()` gives them.
 * @param size The size of the file in bytes.
 */
export function combineChecksums(blocks: readonly number[], size: number): number {
  const byWholeBlock = xToBytes(CHECKSUM_BLOCK_BYTES);
  let checksum = 0;
  for (const [index, block] of blocks.entries()) {
    const left = size - index * CHECKSUM_BLOCK_BYTES;
    const shift = left < CHECKSUM_BLOCK_BYTES ? xToBytes(left) : byWholeBlock;
    checksum = multiply(shift, checksum) ^ block;
  }
  return checksum >>> 0;
}

/** x to the power of the number of bits in some bytes, modulo the polynomial. */
function xToBytes(byteCount: number): number {
  let result = X_TO_0;
  let square = X_TO_1;
  for (let bits = byteCount * 8; bits > 0; bits = Math.floor(bits / 2)) {
    if (bits % 2 === 1) result = multiply(square, result);
    square = multiply(square, square);
  }
  return result;
}

/** The product of two polynomials, modulo the polynomial. */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = X_TO_0; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) product ^= b;
    b = (b & 1) === 1 ? (b >>> 1) ^ POLYNOMIAL : b >>> 1;
  }
  return product >>> 0;
}
