import { assertEquals } from "@std/assert";
import { crc32 } from "node:zlib";
import { CHECKSUM_BLOCK_BYTES } from "../../system/block_checksums.ts";
import { combineChecksums } from "../../system/combine_checksums.ts";

Deno.test("combineChecksums() gives the CRC-32 of the whole from those of its blocks", () => {
  const bytes = Uint8Array.from(
    { length: 3 * CHECKSUM_BLOCK_BYTES },
    (_, i) => (i * 2654435761) >>> 24,
  );
  const block = CHECKSUM_BLOCK_BYTES;
  for (const size of [0, 1, 7, block - 1, block, block + 1, 2 * block, 3 * block - 5, 3 * block]) {
    const blocks: number[] = [];
    for (let at = 0; at < size; at += block) {
      blocks.push(crc32(bytes.subarray(at, Math.min(size, at + block))));
    }
    assertEquals(combineChecksums(blocks, size), crc32(bytes.subarray(0, size)), `${size} bytes`);
  }
});
