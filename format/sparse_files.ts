import { basename, dirname, join } from "@std/path";
import type { FileInfo } from "../system/file_info.ts";
import { OpenFile } from "../system/open_file.ts";
import { isDataFile } from "./data_files.ts";
import { filesOfBoard } from "./files_of_board.ts";

/** Up to this size a file may be anything: to read or to copy it takes no long time. */
const FREE_BYTES = 256 * 1024 ** 2;
/** File systems that compress take less than a file's size for it, but hardly so much less. */
const MAX_RATIO = 64;
/** No file of a board begins with so many zeros. */
const HEAD_BYTES = 4096;
/** The files that this package writes to the folder `logs`. */
const LOG_FILE = /^(output\.log|writer\.log(\.\d+)?)$/;

/**
 * Checks that the disk has about as much of each file of a board as its size says. A file of a
 * terabyte that is one hole takes no room, and is sent in an archive of some kilobytes; whoever
 * resumes the board would copy it, and fill the disk. What somebody has put beside them is neither
 * read nor copied, and may be as it is.
 *
 * @param backend The board's backend.
 * @throws {Error} Where one is made of holes; nothing was changed.
 */
export function checkSparseFiles(boardDir: string, backend: string): void {
  for (const file of filesOfBoard(boardDir)) {
    if (file.size <= FREE_BYTES || !isMostlyHoles(file)) continue;
    if (isForeign(boardDir, file.path, backend)) continue;
    throw new Error(
      `Cannot open the board ${boardDir}: expected ${file.path} to be on the disk as a whole, ` +
        `found ${file.allocatedBytes} of its ${file.size} bytes there; the rest are holes, which ` +
        "a copy would fill; to open the board all the same, put a full copy in its place",
    );
  }
}

/** Whether a file is none of the board's own. */
function isForeign(boardDir: string, path: string, backend: string): boolean {
  const [dir, name] = [dirname(path), basename(path)];
  if (dir === join(boardDir, "data")) return !isDataFile(name, backend);
  return dir === join(boardDir, "logs") && !LOG_FILE.test(name);
}

/** Some network file systems do not say what a file takes. */
function isMostlyHoles({ path, size, allocatedBytes }: FileInfo & { path: string }): boolean {
  if (allocatedBytes > 0) return size > MAX_RATIO * allocatedBytes;
  using file = new OpenFile(path);
  const head = new Uint8Array(HEAD_BYTES);
  return file.readFully(head, 0) && head.every((byte) => byte === 0);
}
