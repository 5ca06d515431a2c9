import { assertEquals, assertThrows } from "@std/assert";
import { OwnFolder } from "../../../reader/summaries/own_folder.ts";
import { TempDir } from "../../../testing/temp_dir.ts";

function namesIn(path: string): string[] {
  return [...Deno.readDirSync(path)].map(({ name }) => name).sort();
}

Deno.test("OwnFolder makes its folder with its first file, and replaces files", () => {
  using dir = new TempDir();
  const own = new OwnFolder(dir.path);
  assertEquals([own.read("a.json"), own.identity("a.json")], [undefined, "none"]);
  assertEquals(namesIn(dir.path), []);
  own.write("a.json", "first");
  const first = own.identity("a.json");
  assertEquals(own.read("a.json"), "first");
  own.write("a.json", "second 🐟");
  assertEquals(own.read("a.json"), "second 🐟");
  assertEquals(own.identity("a.json") === first, false);
  assertEquals(namesIn(dir.join(".kobo")), ["a.json"]);
});

Deno.test("OwnFolder follows no link, and reads no folder", () => {
  using dir = new TempDir();
  using outside = new TempDir();
  Deno.writeTextFileSync(outside.join("a.json"), "secret");
  Deno.symlinkSync(outside.path, dir.join(".kobo"));
  const own = new OwnFolder(dir.path);
  assertThrows(() => own.read("a.json"), Error, "it is no file");
  assertThrows(() => own.write("b.json", "x"), Error, "is no folder");
  assertEquals(namesIn(outside.path), ["a.json"]);

  Deno.removeSync(dir.join(".kobo"));
  Deno.mkdirSync(dir.join(".kobo", "folder.json"), { recursive: true });
  Deno.symlinkSync(outside.join("a.json"), dir.join(".kobo", "link.json"));
  for (const name of ["folder.json", "link.json"]) {
    assertThrows(() => own.read(name), Error, "it is no file");
  }
  own.write("link.json", "mine"); // In the link's place, not through it.
  assertEquals(own.read("link.json"), "mine");
  assertEquals(Deno.readTextFileSync(outside.join("a.json")), "secret");
});

Deno.test("OwnFolder reads no file that is too large", () => {
  using dir = new TempDir();
  const own = new OwnFolder(dir.path);
  own.write("a.json", "{}");
  Deno.truncateSync(own.path("a.json"), 2 ** 32);
  assertThrows(() => own.read("a.json"), RangeError, "expected at most");
});

Deno.test("OwnFolder.write() leaves the old file where it cannot write", () => {
  using dir = new TempDir();
  const own = new OwnFolder(dir.path);
  own.write("a.json", "old");
  Deno.mkdirSync(`${own.path("a.json")}.${Deno.pid}.tmp`);
  assertThrows(() => own.write("a.json", "new"), Error);
  assertEquals(own.read("a.json"), "old");
  assertThrows(() => new OwnFolder(dir.join("nothing")).write("a.json", ""), Error);
});
