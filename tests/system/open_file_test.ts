import { openSync } from "node:fs";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { codeOf } from "../../system/error_code.ts";
import { OpenFile } from "../../system/open_file.ts";
import { TempDir } from "../../testing/temp_dir.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

Deno.test("a file is written on, cut, and written at a place", async () => {
  using dir = new TempDir();
  const path = dir.join("file");
  {
    using file = new OpenFile(path, "create_new");
    file.write(bytes("hello"));
    file.write(bytes(" world"));
    file.write(bytes("J"), 0);
    file.truncate(8);
    file.sync();
    await file.syncLater();
    file.write(bytes("X"), 8);
    assertEquals(file.size, 9);
  }
  assertEquals(Deno.readTextFileSync(path), "Jello woX");
});

Deno.test("a file is read on, and at a place, which does not move the other", async () => {
  using dir = new TempDir();
  Deno.writeTextFileSync(dir.join("file"), "0123456789");
  using file = await OpenFile.openLater(dir.join("file"));
  const four = new Uint8Array(4);
  assert(file.readFully(four, 5));
  assertEquals(text(four), "5678");
  assert(file.readFully(four));
  assertEquals(text(four), "0123");
  assertEquals(await file.readLater(four), 4);
  assertEquals(text(four), "4567");
  assertEquals(await file.readSomeLater(four), 2);
  assertEquals([file.read(four), await file.readSomeLater(four)], [0, 0]);
  assertEquals([file.read(four, 8), file.read(four, 100)], [2, 0]);
  assertEquals([file.readFully(four, 7), await file.readFullyLater(four, 6)], [false, true]);
  assertEquals((await file.infoLater()).version, file.info().version);
});

Deno.test("a file knows its size when it was opened", async () => {
  using dir = new TempDir();
  const path = dir.join("file");
  Deno.writeTextFileSync(path, "12345");
  {
    using read = new OpenFile(path);
    using later = await OpenFile.openLater(path, "update");
    using appended = new OpenFile(path, "append");
    appended.write(bytes("6789"));
    assertEquals([read.openedSize, later.openedSize, appended.openedSize], [5, 5, 5]);
    assertEquals(read.size, 9);
  }
  using made = new OpenFile(path, "create");
  assertEquals([made.openedSize, made.size], [0, 0]);
});

Deno.test("the modes make, empty, keep or refuse a file", () => {
  using dir = new TempDir();
  const path = dir.join("file");
  const missing = (mode: "read" | "update") => assertThrows(() => new OpenFile(path, mode), Error);
  assertEquals([missing("read"), missing("update")].map(codeOf), ["ENOENT", "ENOENT"]);
  for (const mode of ["create", "append", "append", "update"] as const) {
    using file = new OpenFile(path, mode);
    file.write(bytes(mode.slice(0, 1)));
  }
  assertEquals(Deno.readTextFileSync(path), "uaa");
  assertEquals(codeOf(assertThrows(() => new OpenFile(path, "create_new"), Error)), "EEXIST");
  using file = new OpenFile(path, "create");
  assertEquals(file.size, 0);
});

Deno.test("a file that was closed is not used any more, whoever has its number", async () => {
  using dir = new TempDir();
  const file = new OpenFile(dir.join("file"), "create_new");
  file.close();
  file.close();
  using _other = new OpenFile(dir.join("other"), "create_new");
  assertThrows(() => file.write(bytes("x")), Error, "it was closed");
  await assertRejects(() => file.readSomeLater(bytes("x")), Error, "it was closed");
  await assertRejects(() => file.syncLater(), Error, "it was closed");
  assertEquals(Deno.statSync(dir.join("other")).size, 0);
});

Deno.test({
  name: "a full disk has its code",
  ignore: Deno.build.os !== "linux",
  fn() {
    using file = new OpenFile("/dev/full", "update", openSync("/dev/full", "r+"));
    assertEquals(codeOf(assertThrows(() => file.write(bytes("x")), Error)), "ENOSPC");
  },
});
