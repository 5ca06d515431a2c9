import { join } from "@std/path";
import { crc32 } from "node:zlib";
import { type FileChecksums, MAX_PROMPT_BYTES, readChecksums } from "../format/board_checksums.ts";
import { isDataFile } from "../format/data_files.ts";
import type { TableState } from "../format/table_state.ts";
import { CHECKSUM_BLOCK_BYTES } from "../system/block_checksums.ts";
import { entriesIn } from "../system/entries_in.ts";
import { exists } from "../system/exists.ts";
import { OpenFile } from "../system/open_file.ts";

/**
 * What a finished board's files hold, by the list that the run has left. The writer need not be
 * waited for then. Small files are compared with the list; the writer compares large ones before
 * its first commit.
 *
 * @param boardDir The board's folder, which this process has locked.
 * @param backend Which files in it are its own.
 * @returns `undefined` where only the writer can tell: there is a journal, or no list, or the
 * files are not those of the list.
 */
export function readListedTables(boardDir: string, backend: string): TableState[] | undefined {
  const dataDir = join(boardDir, "data");
  if (exists(join(dataDir, "journal"))) return undefined;
  const found = readChecksums(boardDir);
  if (found.kind !== "checksums" || found.tables === undefined) return undefined;
  const listed = [...found.files].filter(([path]) => {
    const [folder, name = ""] = path.split("/");
    return folder === "data" && isDataFile(name, backend);
  });
  const fileCount = entriesIn(dataDir)
    .filter(({ name, isFile }) => isFile && isDataFile(name, backend)).length;
  if (listed.length !== fileCount) return undefined;
  const byteCount = listed.reduce((sum, [, { size }]) => sum + size, 0);
  const isWhole = byteCount <= MAX_PROMPT_BYTES;
  try {
    const areAsListed = listed.every(([name, file]) =>
      isAsListed(join(boardDir, name), file, isWhole)
    );
    return areAsListed ? found.tables : undefined;
  } catch {
    return undefined; // The writer says why it cannot be read.
  }
}

/** Whether a file has its size and, where it is read, its content. */
function isAsListed(path: string, { size, blocks }: FileChecksums, isRead: boolean): boolean {
  using file = new OpenFile(path);
  if (file.size !== size) return false;
  if (!isRead) return true;
  const bytes = new Uint8Array(size);
  return file.readFully(bytes) && blocks.every((checksum, index) => {
    const at = index * CHECKSUM_BLOCK_BYTES;
    return crc32(bytes.subarray(at, at + CHECKSUM_BLOCK_BYTES)) === checksum;
  });
}
