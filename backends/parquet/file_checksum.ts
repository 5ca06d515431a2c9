import { crc32 } from "node:zlib";

const BUFFER_BYTES = 256 * 1024;

/** The CRC-32 of a file, read as a stream. */
export async function fileChecksum(path: string): Promise<number> {
  using file = await Deno.open(path);
  const buffer = new Uint8Array(BUFFER_BYTES);
  let checksum = 0;
  for (let count = await file.read(buffer); count !== null; count = await file.read(buffer)) {
    checksum = crc32(buffer.subarray(0, count), checksum);
  }
  return checksum;
}
