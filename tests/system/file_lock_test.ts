import { assert, assertEquals } from "@std/assert";
import { LockableFile } from "../../system/deno.ts";
import { exists } from "../../system/exists.ts";
import { FileLock } from "../../system/file_lock.ts";
import { PipedText } from "../../testing/piped_text.ts";
import { TempDir } from "../../testing/temp_dir.ts";

const HOLDER = `
  import { FileLock } from ${JSON.stringify(import.meta.resolve("../../system/file_lock.ts"))};
  console.log(new FileLock(Deno.args[0]).tryTake("child", 0));
  await new Promise((resolve) => setTimeout(resolve, 60_000));`;

Deno.test("a lock has one holder in a process, and no file when it is given back", () => {
  using dir = new TempDir();
  const path = dir.join("lock");
  const lock = new FileLock(path);
  assert(lock.tryTake("first, with a long text", 0) && lock.held);
  using other = new FileLock(path);
  assertEquals([other.tryTake("second", 10), other.held], [false, false]);
  {
    using file = new LockableFile(path, "read");
    assertEquals([file.tryLock("shared"), file.readText()], [false, "first, with a long text"]);
  }
  lock.release();
  lock.release();
  assertEquals([lock.held, exists(path)], [false, false]);
  assert(other.tryTake("second", 0));
  assertEquals(Deno.readTextFileSync(path), "second");
});

Deno.test("a lock is free when its process was killed", async () => {
  using dir = new TempDir();
  const path = dir.join("lock");
  Deno.writeTextFileSync(dir.join("holder.ts"), HOLDER);
  await using child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", dir.join("holder.ts"), path],
    stdout: "piped",
  }).spawn();
  const stdout = new PipedText(child.stdout);
  assertEquals(await stdout.line(), "true");
  using lock = new FileLock(path);
  assertEquals(lock.tryTake("ours", 0), false);
  child.kill("SIGKILL");
  await child.status;
  await stdout.close();
  assert(lock.tryTake("ours", 0));
  assertEquals(Deno.readTextFileSync(path), "ours");
});

Deno.test("readers share a lock, and a file that was replaced is another", () => {
  using dir = new TempDir();
  const path = dir.join("lock");
  using one = new LockableFile(path, "create");
  using two = new LockableFile(path, "read");
  using three = new LockableFile(path, "write");
  assert(one.tryLock("shared") && two.tryLock("shared"));
  assertEquals(three.tryLock("exclusive"), false);
  one.unlock();
  two.unlock();
  assert(three.tryLock("exclusive") && three.isAt(path));
  Deno.removeSync(path);
  assertEquals(three.isAt(path), false);
  Deno.writeTextFileSync(path, "");
  assertEquals(three.isAt(path), false);
});
