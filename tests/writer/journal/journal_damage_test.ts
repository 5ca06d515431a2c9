import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { crc32 } from "node:zlib";
import { join } from "@std/path";
import { TempDir } from "../../../testing/temp_dir.ts";
import { Journal, JournalLostError } from "../../../writer/journal/journal.ts";
import { noDamage, readAll, smallBlock, writeSmall } from "./small_journal.ts";

const HEADER_BYTES = 16;

Deno.test("Journal.read() ends silently after the last whole frame when cut at any byte", () => {
  using dir = new TempDir();
  const blocks = [0, 1, 2].map(smallBlock);
  const { ends, bytes } = writeSmall(dir.join("whole"), blocks);
  assertEquals(ends.at(-1), bytes.length);
  const torn = dir.join("torn");
  Deno.mkdirSync(torn);
  for (let length = 0; length < bytes.length; length++) {
    Deno.writeFileSync(join(torn, "000001.journal"), bytes.subarray(0, length));
    const whole = ends.filter((end) => end <= length).length;
    assertEquals(readAll(new Journal(torn, noDamage)), blocks.slice(0, whole), `cut at ${length}`);
  }
});

Deno.test("Journal.read() goes on with the next segment behind a torn one", () => {
  using dir = new TempDir();
  const { bytes } = writeSmall(dir.join("whole"), [0, 1].map(smallBlock));
  const torn = dir.join("torn");
  Deno.mkdirSync(torn);
  Deno.writeFileSync(join(torn, "000001.journal"), bytes.subarray(0, bytes.length - 1));
  const journal = new Journal(torn, noDamage);
  journal.append(smallBlock(1));
  journal.append(smallBlock(2));
  assertEquals(readAll(journal), [0, 1, 2].map(smallBlock));
  journal.close();
});

Deno.test("Journal.read() reports a flipped byte once and yields all that can be had", () => {
  using dir = new TempDir();
  const blocks = [0, 1, 2].map(smallBlock);
  const { ends, bytes } = writeSmall(dir.join("whole"), blocks);
  const next = smallBlock(9); // In another segment, out of harm's way.
  const damaged = dir.join("damaged");
  Deno.mkdirSync(damaged);
  const { bytes: nextBytes } = writeSmall(dir.join("next"), [next]);
  Deno.writeFileSync(join(damaged, "000002.journal"), nextBytes);

  for (let at = 0; at < bytes.length; at++) {
    for (const mask of [0x01, 0x80, 0xff]) {
      const copy = bytes.slice();
      copy[at]! ^= mask;
      Deno.writeFileSync(join(damaged, "000001.journal"), copy);
      const index = ends.findIndex((end) => at < end);
      const inHeader = at - (ends[index - 1] ?? 0) < HEADER_BYTES;
      const left = inHeader ? blocks.slice(0, index) : blocks.toSpliced(index, 1);
      const reports: string[] = [];
      const journal = new Journal(damaged, (message) => reports.push(message));
      assertEquals(readAll(journal), [...left, next], `byte ${at} ^ ${mask}`);
      assertEquals(reports.length, 1, `byte ${at} ^ ${mask}`);
      assertStringIncludes(reports[0]!, join(damaged, "000001.journal"));
    }
  }
});

Deno.test("Journal.read() takes a segment of garbage for damaged, and one of zeros too", () => {
  using dir = new TempDir();
  for (const bytes of [new Uint8Array(100), new Uint8Array(100).fill(0xff)]) {
    Deno.writeFileSync(dir.join("000001.journal"), bytes);
    const reports: string[] = [];
    assertEquals(readAll(new Journal(dir.path, (message) => reports.push(message))), []);
    assertEquals(reports.length, 1);
  }
});

Deno.test("Journal.read() takes no frame for whole whose length runs past the file", () => {
  using dir = new TempDir();
  const header = new DataView(new ArrayBuffer(HEADER_BYTES));
  header.setUint32(0, 0x314a424b, true);
  header.setUint32(4, 2 ** 31, true);
  header.setUint32(12, crc32(new Uint8Array(header.buffer, 0, 12)), true);
  Deno.writeFileSync(dir.join("000001.journal"), new Uint8Array(header.buffer));
  assertEquals(readAll(new Journal(dir.path, noDamage)), []);
});

Deno.test("Journal.read() throws when a segment of its own was removed or cut", () => {
  using dir = new TempDir();
  const path = dir.join("000001.journal");
  const journal = new Journal(dir.path, noDamage);
  journal.append(smallBlock(0));
  journal.append(smallBlock(1));
  Deno.truncateSync(path, journal.end.offset - 1);
  assertThrows(() => readAll(journal), JournalLostError, path);
  Deno.removeSync(path);
  assertThrows(() => readAll(journal), JournalLostError, path);
  journal.close();
});
