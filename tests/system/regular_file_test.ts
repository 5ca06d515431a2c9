import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { LockableFile } from "../../system/deno.ts";
import { exists } from "../../system/exists.ts";
import { OpenFile } from "../../system/open_file.ts";
import { readTextIfThere } from "../../system/read_text.ts";
import { FileLock } from "../../system/file_lock.ts";
import { IrregularFileError, LinkedFileError } from "../../system/regular_file.ts";
import { replaceFile } from "../../system/replace_file.ts";
import { StagedFile } from "../../system/staged_file.ts";
import { TempDir } from "../../testing/temp_dir.ts";

/** A folder with a victim in it, and links, a pipe and a folder under the names that are opened. */
class Trap implements Disposable {
  readonly #dir = new TempDir();
  readonly victim = this.#dir.join("victim");

  constructor() {
    Deno.writeTextFileSync(this.victim, "mine");
  }

  link(name: string, target = this.victim): string {
    Deno.symlinkSync(target, this.#dir.join(name));
    return this.#dir.join(name);
  }

  pipe(name: string): string {
    new Deno.Command("mkfifo", { args: [this.#dir.join(name)] }).outputSync();
    return this.#dir.join(name);
  }

  folder(name: string): string {
    Deno.mkdirSync(this.#dir.join(name));
    return this.#dir.join(name);
  }

  [Symbol.dispose](): void {
    assertEquals(Deno.readTextFileSync(this.victim), "mine");
    this.#dir[Symbol.dispose]();
  }
}

const isWindows = Deno.build.os === "windows";

for (const mode of ["read", "update", "append", "create"] as const) {
  Deno.test({
    name: `OpenFile opens no link, pipe or folder to ${mode}`,
    ignore: isWindows,
    async fn() {
      using trap = new Trap();
      const paths = [trap.link("link"), trap.link("dangling", "/nowhere/at/all")];
      paths.push(trap.pipe("pipe"), trap.folder("folder"));
      for (const path of paths) {
        assertThrows(() => new OpenFile(path, mode), IrregularFileError, "expected a regular file");
        await assertRejects(() => OpenFile.openLater(path, mode), IrregularFileError);
      }
    },
  });
}

Deno.test({
  name: "OpenFile makes no new file through a link",
  ignore: isWindows,
  fn() {
    using trap = new Trap();
    assertThrows(() => new OpenFile(trap.link("link"), "create_new"), IrregularFileError);
    assertThrows(
      () => new OpenFile(trap.link("dangling", `${trap.victim}2`), "create_new"),
      IrregularFileError,
    );
    assertEquals(exists(`${trap.victim}2`), false);
  },
});

Deno.test("OpenFile writes no file in place that has another name", async () => {
  using trap = new Trap();
  const path = `${trap.victim}_2`;
  Deno.linkSync(trap.victim, path);
  for (const mode of ["append", "create"] as const) {
    assertThrows(() => new OpenFile(path, mode), LinkedFileError, "one of 2 names");
    await assertRejects(() => OpenFile.openLater(path, mode), LinkedFileError);
  }
  using file = new OpenFile(path);
  assertEquals(file.info().linkCount, 2);
});

Deno.test("FileLock writes its text into a file of its own where another has its name", () => {
  using trap = new Trap();
  const path = `${trap.victim}.lock`;
  Deno.linkSync(trap.victim, path);
  using lock = new FileLock(path);
  assertEquals(lock.tryTake("who has it", 0), true);
  assertEquals(Deno.readTextFileSync(path), "who has it");
  using other = new FileLock(path);
  assertEquals(other.tryTake("another", 0), false);
});

Deno.test({
  name: "LockableFile locks no link and no pipe",
  ignore: isWindows,
  fn() {
    using trap = new Trap();
    for (const mode of ["read", "write", "create"] as const) {
      assertThrows(() => new LockableFile(trap.link(`link_${mode}`), mode), IrregularFileError);
      assertThrows(() => new LockableFile(trap.pipe(`pipe_${mode}`), mode), IrregularFileError);
    }
  },
});

Deno.test({
  name: "readTextIfThere() reads no link, no pipe and no file above its limit",
  ignore: isWindows,
  fn() {
    using trap = new Trap();
    assertThrows(() => readTextIfThere(trap.link("link")), IrregularFileError);
    const pipe = trap.pipe("pipe");
    assertThrows(() => readTextIfThere(pipe), IrregularFileError);
    {
      using writer = Deno.openSync(pipe, { read: true, write: true });
      writer.writeSync(new TextEncoder().encode("not mine"));
      assertThrows(() => readTextIfThere(pipe), IrregularFileError);
    }
    for (const device of ["/dev/null", "/dev/zero"]) {
      assertThrows(() => readTextIfThere(device), IrregularFileError);
    }
    assertEquals(readTextIfThere(trap.victim, 4), "mine");
    assertThrows(() => readTextIfThere(trap.victim, 3), RangeError, "at most 3 bytes, found 4");
    assertEquals(readTextIfThere(`${trap.victim}2`), undefined);
  },
});

Deno.test({
  name:
    "replaceFile() and StagedFile put files in the place of links, and leave what those lead to",
  ignore: isWindows,
  async fn() {
    using trap = new Trap();
    const path = trap.link("text");
    trap.link("text.tmp");
    replaceFile(path, "new");
    assertEquals(Deno.lstatSync(path).isFile, true);
    const staged = trap.link("staged");
    trap.link("staged.tmp");
    const file = new StagedFile(staged);
    await file.write(Uint8Array.of(1, 2));
    await file.close(() => {});
    assertEquals(Deno.lstatSync(staged).size, 2);
  },
});
