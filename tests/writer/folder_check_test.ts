import { assertThrows } from "@std/assert";
import { FolderCheck } from "../../writer/folder_check.ts";
import { TempDir } from "../../testing/temp_dir.ts";

Deno.test("FolderCheck.check() accepts a folder that stays, and one that is made later", () => {
  using dir = new TempDir();
  const watch = new FolderCheck(dir.join("board"));
  Deno.mkdirSync(dir.join("board"));
  watch.check();
  watch.check({ anew: true });
});

Deno.test("FolderCheck.check() throws where the folder was removed, until it is back", () => {
  using dir = new TempDir();
  Deno.mkdirSync(dir.join("board"));
  const watch = new FolderCheck(dir.join("board"));
  Deno.renameSync(dir.join("board"), dir.join("away"));
  assertThrows(() => watch.check(), Error, `The folder ${dir.join("board")} was removed`);
  Deno.renameSync(dir.join("away"), dir.join("board"));
  watch.check();
});

Deno.test("FolderCheck.check() throws where another folder has the name", () => {
  using dir = new TempDir();
  Deno.mkdirSync(dir.join("board"));
  const watch = new FolderCheck(dir.join("board"));
  Deno.renameSync(dir.join("board"), dir.join("away"));
  Deno.mkdirSync(dir.join("board"));
  assertThrows(() => watch.check(), Error, `The folder ${dir.join("board")} was replaced`);
});

Deno.test("FolderCheck.check() looks again where it must, though it has just looked", () => {
  using dir = new TempDir();
  Deno.mkdirSync(dir.join("board"));
  const watch = new FolderCheck(dir.join("board"));
  watch.check();
  Deno.removeSync(dir.join("board"));
  assertThrows(() => watch.check({ anew: true }), Error, "was removed");
});
