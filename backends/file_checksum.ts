import { crc32 } from "node:zlib";

/** The CRC-32 of a file, read as a stream. */
export async function fileChecksum(path: string): Promise<number> {
  using file = await Deno.open(path);
  const buffer = new Uint8Array(1024 ** 2);
  let checksum = 0;
  for (let count = await file.read(buffer); count !== null; count = await file.read(buffer)) {
    checksum = crc32(buffer.subarray(0, count), checksum);
  }
  return checksum;
}
