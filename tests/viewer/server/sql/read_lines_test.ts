import { assertEquals, assertRejects } from "@std/assert";
import { readLines } from "../../../../viewer/server/sql/read_lines.ts";

async function linesOf(pieces: Uint8Array[], maxLength = 100): Promise<string[]> {
  return await Array.fromAsync(readLines(ReadableStream.from(pieces), maxLength));
}

Deno.test("readLines() gives whole lines, wherever the pieces are cut", async () => {
  const bytes = new TextEncoder().encode("first\n\nzwölf 🐟\n");
  const wanted = ["first", "", "zwölf 🐟"];
  assertEquals(await linesOf([bytes]), wanted);
  assertEquals(await linesOf(Array.from(bytes, (byte) => Uint8Array.of(byte))), wanted);
  // A line without its end is not complete.
  assertEquals(await linesOf([bytes.subarray(0, -1)]), wanted.slice(0, 2));
  assertEquals(await linesOf([]), []);
});

Deno.test("readLines() refuses a line that is too long", async () => {
  const line = (length: number) => new TextEncoder().encode(`${"x".repeat(length)}\n`);
  assertEquals(await linesOf([line(100), line(100)]), ["x".repeat(100), "x".repeat(100)]);
  await assertRejects(() => linesOf([line(101)]), RangeError, "100 bytes");
  const endless = Array.from({ length: 11 }, () => new Uint8Array(10));
  await assertRejects(() => linesOf(endless), RangeError, "100 bytes");
});
