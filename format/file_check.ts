import { blockChecksums, CHECKSUM_BLOCK_BYTES } from "../system/block_checksums.ts";
import { isMissing } from "../system/error_code.ts";
import { OpenFile } from "../system/open_file.ts";
import { IrregularFileError } from "../system/regular_file.ts";
import type { FileChecksums } from "./board_checksums.ts";

/** What is wrong with a file. */
export interface FileDamage {
  /** What is wrong, as it follows on `the file is`: `not as it was written: …`. */
  reason: string;
  /** The first byte of the damaged blocks, where only a part is damaged. */
  from?: number;
  /** The last byte of the damaged blocks. */
  to?: number;
}

/** How a file is compared with its checksums. */
export interface FileCheckOptions {
  /** The first block to read. Default: 0. */
  first?: number;
  /** Whether the file may be longer, as a log that is appended to. Default: `false`. */
  mayGrow?: boolean;
  /** Is called after each few blocks; what it throws ends the comparison. */
  onRead?(progress: FileCheckProgress): void;
}

/** How far the comparison of a file is. */
export interface FileCheckProgress {
  /** How many bytes were read since the last call. */
  bytes: number;
  /** The next block to read. */
  next: number;
  /** Whether all blocks that were read are sound. */
  isSound: boolean;
}

/**
 * Compares a file with its checksums, and reads it to its end.
 *
 * @throws {Error} With the system's code, where the file cannot be read.
 */
export async function checkFile(
  path: string,
  { size, blocks }: FileChecksums,
  { first = 0, mayGrow = false, onRead = () => {} }: FileCheckOptions = {},
): Promise<FileDamage | undefined> {
  let opened: OpenFile;
  try {
    opened = await OpenFile.openLater(path);
  } catch (error) {
    if (isMissing(error)) return { reason: "missing" };
    if (error instanceof IrregularFileError) return { reason: "no regular file" };
    throw error;
  }
  using file = opened;
  const found = (await file.infoLater()).size;
  if (found < size || (found > size && !mayGrow)) {
    return { reason: `not as it was written: it has ${found} bytes, expected ${size}` };
  }
  const damaged: number[] = [];
  let block = first;
  let position = first * CHECKSUM_BLOCK_BYTES;
  for await (const checksums of blockChecksums(file, first, size)) {
    for (const checksum of checksums) {
      if (checksum !== blocks[block]) damaged.push(block);
      block++;
    }
    const end = Math.min(block * CHECKSUM_BLOCK_BYTES, size);
    onRead({ bytes: end - position, next: block, isSound: damaged.length === 0 });
    position = end;
  }
  const [firstDamaged] = damaged;
  const last = damaged.at(-1);
  if (firstDamaged === undefined || last === undefined) {
    // It was cut while it was read.
    return block < blocks.length ? { reason: "not as it was written: it is cut" } : undefined;
  }
  const from = firstDamaged * CHECKSUM_BLOCK_BYTES;
  const to = Math.min(size, (last + 1) * CHECKSUM_BLOCK_BYTES) - 1;
  const where = damaged.length === 1
    ? `bytes ${from} to ${to}`
    : `${damaged.length} blocks from byte ${from} to ${to}`;
  return { reason: `not as it was written: damaged in ${where}`, from, to };
}
