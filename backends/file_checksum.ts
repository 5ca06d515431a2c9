import { crc32 } from "node:zlib";

/** The CRC-32 of a file, read as a stream. */
export function fileChecksum(path: string): number {
  using file = Deno.openSync(path);
  const buffer = new Uint8Array(256 * 1024);
  let checksum = 0;
  for (let count = file.readSync(buffer); count !== null; count = file.readSync(buffer)) {
    checksum = crc32(buffer.subarray(0, count), checksum);
  }
  return checksum;
}
