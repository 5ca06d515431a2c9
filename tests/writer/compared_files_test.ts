import { assertEquals, assertRejects } from "@std/assert";
import { crc32 } from "node:zlib";
import { TempDir } from "../../testing/temp_dir.ts";
import { ComparedFiles } from "../../writer/compared_files.ts";

Deno.test("ComparedFiles.read() reads a file once, as long as it does not change", async () => {
  using dir = new TempDir();
  const files = new ComparedFiles(dir.path);
  let readCount = 0;
  const read = () => files.read("rows", () => readCount++);
  const write = (text: string) => Deno.writeTextFileSync(dir.join("rows"), text);
  write("one");
  assertEquals(await read(), { size: 3, blocks: [crc32("one")] });
  assertEquals(await read(), { size: 3, blocks: [crc32("one")] });
  assertEquals(readCount, 1);
  await new Promise((resolve) => setTimeout(resolve, 20)); // The clock of a file system is coarse.
  write("two");
  assertEquals(await read(), { size: 3, blocks: [crc32("two")] });
  assertEquals(readCount, 2);
  Deno.removeSync(dir.join("rows"));
  await assertRejects(read, Error, "ENOENT");
});

Deno.test("ComparedFiles.readParts() reads what has changed, and no more", async () => {
  using dir = new TempDir();
  const mib = 1024 ** 2;
  let content = new Uint8Array(6.5 * mib).map((_, at) => at ^ (at >> 8) ^ (at >> 16));
  const whole = async () => {
    Deno.writeFileSync(dir.join("rows"), content);
    return await new ComparedFiles(dir.path).read("rows", () => {});
  };
  const before = await whole();
  for (
    const [size, parts] of [
      [6.5, []],
      [6.5, [{ from: 0, to: 1 }, { from: 2 * mib - 1, to: 2 * mib + 1 }]],
      [6.5, [{ from: 6.25 * mib, to: 6.5 * mib }]],
      [6.5, [{ from: 3 * mib, to: 4 * mib }, { from: 4 * mib, to: 5 * mib }]],
      [5.25, [{ from: 0, to: 9 }]],
      [5, []],
      [6.75, []],
      [9, [{ from: 100, to: 200 }, { from: 6.5 * mib, to: 9 * mib }]],
      [0, []],
    ] as [number, { from: number; to: number }[]][]
  ) {
    const kept = content;
    content = new Uint8Array(size * mib);
    content.set(kept.subarray(0, content.length));
    for (const { from, to } of parts) {
      for (let at = from; at < to; at++) content[at]! ^= 255;
    }
    const expected = await whole();
    const files = new ComparedFiles(dir.path);
    let readCount = 0;
    assertEquals(await files.readParts("rows", before, parts, () => readCount++), expected);
    assertEquals(files.get("rows"), expected);
    if (parts.length === 0 && size === 6.5) assertEquals(readCount, 0);
    content = kept;
  }
});
