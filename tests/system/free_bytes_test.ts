import { assert, assertEquals } from "@std/assert";
import { freeBytes } from "../../system/free_bytes.ts";
import { TempDir } from "../../testing/temp_dir.ts";

Deno.test("freeBytes() is what a disk has left", () => {
  using dir = new TempDir();
  assert(freeBytes(dir.path)! > 0);
});

Deno.test({
  name: "freeBytes() is unknown where a file system does not say, or there is none",
  ignore: Deno.build.os !== "linux",
  fn() {
    assertEquals(freeBytes("/proc"), undefined); // It answers with zeros, as file systems of FUSE may.
    assertEquals(freeBytes("/nowhere/at/all"), undefined);
  },
});
