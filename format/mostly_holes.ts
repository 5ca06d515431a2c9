import type { FileInfo } from "../system/file_info.ts";
import { OpenFile } from "../system/open_file.ts";

/** Up to this size a file may be anything: to read or to copy it takes no long time. */
const FREE_BYTES = 256 * 1024 ** 2;
/** File systems that compress take less than a file's size for it, but hardly so much less. */
const MAX_RATIO = 64;
/** No file of a board begins with so many zeros. */
const HEAD_BYTES = 4096;

/**
 * Whether a file is large, and the disk has next to nothing of it. One of a terabyte that is one hole
 * takes no room, and is sent in an archive of some kilobytes; to read it takes an hour, and to copy
 * it fills the disk.
 */
export function isMostlyHoles(
  { path, size, allocatedBytes }: FileInfo & { path: string },
): boolean {
  if (size <= FREE_BYTES) return false;
  if (allocatedBytes > 0) return size > MAX_RATIO * allocatedBytes;
  // Some network file systems do not say what a file takes.
  using file = new OpenFile(path);
  const head = new Uint8Array(HEAD_BYTES);
  return file.readFully(head, 0) && head.every((byte) => byte === 0);
}
