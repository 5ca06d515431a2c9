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
