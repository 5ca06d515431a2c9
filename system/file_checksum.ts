import { blockChecksums } from "./block_checksums.ts";
import { combineChecksums } from "./combine_checksums.ts";
import { OpenFile } from "./open_file.ts";

/** The CRC-32 of a file. @throws {Error} With the system's code, as `ENOENT`. */
export async function fileChecksum(path: string): Promise<number> {
  using file = await OpenFile.openLater(path);
  const { size } = await file.infoLater();
  const blocks: number[] = [];
  for await (const checksums of blockChecksums(file, 0, size)) blocks.push(...checksums);
  return combineChecksums(blocks, size);
}
