import { createHash } from "node:crypto";
import { OpenFile } from "../system/open_file.ts";

const MAX_HASHED_BYTES = 64 * 1024;

/** As {@linkcode versionOfOpen}, of a file by its path. @throws {Error} As `OpenFile`. */
export function versionOf(path: string): string {
  using file = new OpenFile(path);
  return versionOfOpen(file);
}

/**
 * What tells the content of a file from that of another time. Of a small one it is the hash: two that
 * are written within one tick of the clock may have the same inode, size and time. Nobody waits for
 * large ones to be hashed, and none is written so fast.
 */
export function versionOfOpen(file: OpenFile): string {
  const { size, version } = file.info();
  if (size > MAX_HASHED_BYTES) return version;
  const bytes = new Uint8Array(size);
  return createHash("sha256").update(bytes.subarray(0, file.read(bytes, 0))).digest("hex");
}
