import { assert, assertEquals, assertThrows } from "@std/assert";
import { BoardLock } from "../../format/board_lock.ts";
import { BoardLockedError } from "../../format/errors.ts";
import { isLive, isWrittenHere } from "../../format/live.ts";
import { identityOf } from "../../system/file_identity.ts";
import { TempDir } from "../../testing/temp_dir.ts";

Deno.test("a board is live, and written here, exactly while its lock is held", () => {
  using dir = new TempDir();
  const state = () => [isLive(dir.path), isWrittenHere(dir.path)];
  assertEquals(state(), [false, false]);
  const lock = new BoardLock(dir.path);
  assertEquals([lock.held, ...state()], [true, true, true]);
  lock.release();
  lock.release();
  assertEquals([lock.held, ...state()], [false, false, false]);
  lock.take();
  assertEquals(state(), [true, true]);
  lock.release();
  assertEquals([...Deno.readDirSync(dir.path)], []);
});

Deno.test({
  name: "no other folder gets the inode of a board's while its lock is held, though it be removed",
  ignore: Deno.build.os === "windows", // It lets nobody remove a folder with an open file.
  fn() {
    using dir = new TempDir();
    const boardDir = dir.join("board");
    Deno.mkdirSync(boardDir);
    const identity = identityOf(boardDir);
    using _lock = new BoardLock(boardDir);
    Deno.removeSync(boardDir, { recursive: true });
    // ext4 gives the number to the first of them, else.
    for (let number = 0; number < 100; number++) {
      Deno.mkdirSync(dir.join(`${number}`));
      assert(identityOf(dir.join(`${number}`)) !== identity);
    }
  },
});

Deno.test("new BoardLock() names the board that another one writes", () => {
  using dir = new TempDir();
  const lock = new BoardLock(dir.path);
  assertThrows(() => new BoardLock(dir.path), BoardLockedError, dir.path);
  lock.release();
  new BoardLock(dir.path).release();
});

Deno.test("isLive() is false for a lock that a dead process has left, and for no folder", () => {
  using dir = new TempDir();
  Deno.writeTextFileSync(dir.join(".lock"), `{"pid":1,"hostname":null}\n`);
  assertEquals([isLive(dir.path), isWrittenHere(dir.path)], [false, false]);
  assertEquals(isLive(dir.join("none")), false);
  assertEquals(isLive(dir.join(".lock")), false);
});
