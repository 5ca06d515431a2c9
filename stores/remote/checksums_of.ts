import { join } from "@std/path";
import type { FileChecksums } from "../../format/board_checksums.ts";
import { blockChecksums } from "../../system/block_checksums.ts";
import { OpenFile } from "../../system/open_file.ts";

/** Reads some files of a board, and says by what damage of them is noticed later. */
export async function checksumsOf(
  boardDir: string,
  names: readonly string[],
): Promise<Map<string, FileChecksums>> {
  const files = new Map<string, FileChecksums>();
  for (const name of names) {
    using file = await OpenFile.openLater(join(boardDir, name));
    const { size } = file;
    const blocks: number[] = [];
    for await (const checksums of blockChecksums(file, 0, size)) blocks.push(...checksums);
    files.set(name, { size, blocks });
  }
  return files;
}
