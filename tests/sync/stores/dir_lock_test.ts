import { assertEquals } from "@std/assert";
import { DirLock } from "../../../sync/stores/dir_lock.ts";
import { TempDir } from "../../../testing/temp_dir.ts";

Deno.test("DirLock is held by one, given back, and taken over from who was killed", () => {
  using dir = new TempDir();
  const path = dir.join("lock");
  const now = Date.now();
  {
    using one = new DirLock(path);
    using other = new DirLock(path);
    assertEquals([one.tryTake(now, 0), other.tryTake(now, 0)], [true, false]);
    assertEquals(one.tryTake(now, 0), true);
  }
  assertEquals([...Deno.readDirSync(dir.path)], []);
  Deno.mkdirSync(path); // Of a process that was killed.
  using third = new DirLock(path);
  assertEquals([third.tryTake(now, 0), third.tryTake(now + 120_000, 0)], [false, true]);
  assertEquals([...Deno.readDirSync(dir.path)].map(({ name }) => name), ["lock"]);
});
