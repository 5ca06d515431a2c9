import { assertEquals, assertRejects } from "@std/assert";
import { crc32 } from "node:zlib";
import { checkFile } from "../../format/file_check.ts";
import { Random } from "../support/random.ts";
import { TempDir } from "../../testing/temp_dir.ts";

const MIB = 1024 ** 2;

function checksumsOf(bytes: Uint8Array): { size: number; blocks: number[] } {
  const blocks: number[] = [];
  for (let at = 0; at < bytes.length; at += MIB) blocks.push(crc32(bytes.subarray(at, at + MIB)));
  return { size: bytes.length, blocks };
}

Deno.test("checkFile() finds a flipped bit in each block, and says where", async () => {
  using dir = new TempDir();
  const path = dir.join("file");
  const random = new Random(1);
  for (const size of [0, 1, MIB - 1, MIB, MIB + 1, 4 * MIB, 4 * MIB + 1, 9 * MIB + 5]) {
    const bytes = new Uint8Array(size).map(() => random.integer(0, 255));
    const checksums = checksumsOf(bytes);
    Deno.writeFileSync(path, bytes);
    const read: number[] = [];
    const onRead = ({ bytes }: { bytes: number }) => void read.push(bytes);
    assertEquals(await checkFile(path, checksums, { onRead }), undefined);
    assertEquals(read.reduce((sum, count) => sum + count, 0), size);
    for (let block = 0; block < checksums.blocks.length; block++) {
      const last = Math.min(size, (block + 1) * MIB) - 1;
      bytes[last]! ^= 1;
      Deno.writeFileSync(path, bytes);
      const damage = await checkFile(path, checksums);
      assertEquals([damage?.from, damage?.to], [block * MIB, last]);
      assertEquals(await checkFile(path, checksums, { first: block + 1 }), undefined);
      bytes[last]! ^= 1;
    }
  }
});

Deno.test("checkFile() finds a file that is missing, cut, longer, or none", async () => {
  using dir = new TempDir();
  const path = dir.join("file");
  const bytes = new Uint8Array(3 * MIB);
  const checksums = checksumsOf(bytes);
  const reason = async (options?: { mayGrow: boolean }) =>
    (await checkFile(path, checksums, options))?.reason;
  assertEquals(await reason(), "missing");
  Deno.writeFileSync(path, bytes.subarray(1));
  assertEquals(
    await reason({ mayGrow: true }),
    `not as it was written: it has ${3 * MIB - 1} bytes, expected ${3 * MIB}`,
  );
  Deno.writeFileSync(path, new Uint8Array(3 * MIB + 1));
  assertEquals(
    await reason(),
    `not as it was written: it has ${3 * MIB + 1} bytes, expected ${3 * MIB}`,
  );
  assertEquals(await reason({ mayGrow: true }), undefined);
  Deno.removeSync(path);
  Deno.mkdirSync(path);
  assertEquals(await reason(), "no regular file");
});

Deno.test("checkFile() stops where it is told to", async () => {
  using dir = new TempDir();
  const path = dir.join("file");
  const bytes = new Uint8Array(12 * MIB);
  Deno.writeFileSync(path, bytes);
  const onRead = () => {
    throw new RangeError("stop");
  };
  await assertRejects(() => checkFile(path, checksumsOf(bytes), { onRead }), RangeError, "stop");
});
