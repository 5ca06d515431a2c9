import { crc32 } from "node:zlib";
import { OpenFile } from "./open_file.ts";

const BUFFER_BYTES = 256 * 1024;

/** The CRC-32 of a file, read as a stream. @throws {Error} With the system's code, as `ENOENT`. */
export async function fileChecksum(path: string): Promise<number> {
  using file = await OpenFile.openLater(path);
  const buffer = new Uint8Array(BUFFER_BYTES);
  let checksum = 0;
  for (;;) {
    const count = await file.readSomeLater(buffer);
    if (count === 0) return checksum;
    checksum = crc32(buffer.subarray(0, count), checksum);
  }
}
