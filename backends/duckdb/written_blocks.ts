import { OpenFile } from "../../system/open_file.ts";
import { sleep } from "../../system/sleep.ts";
import type { ByteRange } from "../backend.ts";

/** The headers of a file: its blocks begin behind them. */
export const HEADER_BYTES: number = 3 * 4096;
/** A block begins with the checksum of its content. */
const CHECKSUM_BYTES = 8;
/** Of smaller blocks, the system reads a good part of each to give its checksum. */
const MIN_BLOCK_BYTES = 64 * 1024;
/** So many blocks are looked at before the event loop turns. */
const BLOCKS_PER_TURN = 512;

/**
 * Finds the blocks of a file that DuckDB has written since a copy was made of it, by their
 * checksums: it writes a block as a whole, and its checksum with it.
 *
 * @param copyPath The copy. Nobody but DuckDB has written to the file since.
 * @param blockBytes The size of the file's blocks.
 * @returns Ranges of bytes in their order; `undefined` where to look takes as long as to read all.
 */
export async function findWrittenBlocks(
  path: string,
  copyPath: string,
  blockBytes: number,
): Promise<ByteRange[] | undefined> {
  if (blockBytes < MIN_BLOCK_BYTES) return undefined;
  using file = await OpenFile.openLater(path);
  using copy = await OpenFile.openLater(copyPath);
  const [size, copySize] = [file.size, copy.size];
  const [checksum, copyChecksum] = [0, 1].map(() => new BigUint64Array(1)) as [Checksum, Checksum];
  const hasChecksum = (of: OpenFile, value: Checksum, at: number) =>
    of.readFully(new Uint8Array(value.buffer, 0, CHECKSUM_BYTES), at);
  const isWritten = (start: number, end: number) =>
    end > size || end > copySize || !hasChecksum(file, checksum, start) ||
    !hasChecksum(copy, copyChecksum, start) || checksum[0] !== copyChecksum[0];
  const written: ByteRange[] = [{ from: 0, to: Math.min(HEADER_BYTES, size) }];
  for (let start = HEADER_BYTES, count = 1; start < size; start += blockBytes, count++) {
    const end = start + blockBytes;
    if (isWritten(start, end)) {
      const last = written.at(-1);
      if (last?.to === start) last.to = Math.min(end, size);
      else written.push({ from: start, to: Math.min(end, size) });
    }
    if (count % BLOCKS_PER_TURN === 0) await sleep(0);
  }
  return written;
}

type Checksum = BigUint64Array<ArrayBuffer>;
