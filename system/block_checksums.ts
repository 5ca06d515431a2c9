import { crc32 } from "node:zlib";
import type { OpenFile } from "./open_file.ts";

/**
 * How many bytes one checksum is for. It tells where a file is damaged, and a part of a file can be
 * checked alone. Against bits that flipped by accident a CRC-32 is enough for a block of this size:
 * it finds each damage within 32 bits in a row, and misses one in 4 billion others.
 */
export const CHECKSUM_BLOCK_BYTES = 1024 ** 2;

/** How many bytes of a file are read with one call. */
export const BYTES_PER_READ = 4 * CHECKSUM_BLOCK_BYTES;

/**
 * The CRC-32 of each block of a file, one after the other. While the caller has some, the next ones
 * are read. A file that grows meanwhile is read to the size that was given.
 *
 * @param file The file.
 * @param first The first block.
 * @param size Where the last block ends.
 */
export async function* blockChecksums(
  file: OpenFile,
  first: number,
  size: number,
): AsyncGenerator<number[]> {
  let start = first * CHECKSUM_BLOCK_BYTES;
  // Most files are read with one call: of many, a second buffer each would be half of the work.
  const newBuffer = () => new Uint8Array(Math.max(0, Math.min(BYTES_PER_READ, size - start)));
  const buffers = size - start > BYTES_PER_READ ? [newBuffer(), newBuffer()] : [newBuffer()];
  const readNext = async () => {
    const buffer = buffers.reverse()[0]!; // There is one at least.
    const wanted = buffer.subarray(0, Math.max(0, Math.min(BYTES_PER_READ, size - start)));
    start += wanted.length;
    return wanted.subarray(0, await file.readLater(wanted, start - wanted.length));
  };
  let next = readNext();
  next.catch(() => {}); // It is awaited below, or nobody wants it any more.
  for (;;) {
    const bytes = await next;
    if (bytes.length === 0) return;
    next = readNext();
    next.catch(() => {});
    const checksums: number[] = [];
    for (let at = 0; at < bytes.length; at += CHECKSUM_BLOCK_BYTES) {
      checksums.push(crc32(bytes.subarray(at, at + CHECKSUM_BLOCK_BYTES)));
    }
    yield checksums;
    if (bytes.length < BYTES_PER_READ) return;
  }
}
