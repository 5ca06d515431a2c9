import { assert, assertEquals, assertThrows } from "@std/assert";
import { copyFileLater } from "../../system/copy_file.ts";
import { entriesIn, namesIn, readDir } from "../../system/entries_in.ts";
import { codeOf, isAlreadyExists, isMissing, isNotFound } from "../../system/error_code.ts";
import { exists } from "../../system/exists.ts";
import { identityOf } from "../../system/file_identity.ts";
import { infoOf, infoOfLater, linkInfoOf } from "../../system/file_info.ts";
import { versionOf } from "../../system/file_version.ts";
import { createDir, makeDir, makeDirs } from "../../system/make_dir.ts";
import { readText, readTextIfThere } from "../../system/read_text.ts";
import { realPath } from "../../system/real_path.ts";
import {
  removeEmptyDir,
  removeFile,
  removeFileIfThere,
  removeTree,
  removeTreeIfThere,
  removeTreeLater,
} from "../../system/remove.ts";
import { rename, renameLater } from "../../system/rename.ts";
import { replaceFile } from "../../system/replace_file.ts";
import { replaceFileDurably } from "../../system/replace_file_durably.ts";
import { syncDir, syncDirLater } from "../../system/sync_dir.ts";
import { syncFile, syncFileLater } from "../../system/sync_file.ts";
import { writeFile } from "../../system/write_file.ts";
import { TempDir } from "../../testing/temp_dir.ts";

const code = (work: () => unknown) => codeOf(assertThrows(work, Error));

Deno.test("what is known of a file is what Deno knows", async () => {
  using dir = new TempDir();
  writeFile(dir.join("file"), "text");
  Deno.symlinkSync(dir.path, dir.join("link"));
  const there = Deno.statSync(dir.join("file"));
  const { isFile, isDirectory, size, mtimeMs, birthtimeMs, identity } = infoOf(dir.join("file"));
  assertEquals({ isFile, isDirectory, size }, { isFile: true, isDirectory: false, size: 4 });
  assertEquals(mtimeMs, there.mtime?.getTime());
  assertEquals(birthtimeMs, there.birthtime?.getTime() ?? 0);
  assertEquals(identity, `${there.dev}:${there.ino}`);
  assert(infoOf(dir.join("link")).isDirectory && !infoOf(dir.join("link")).isSymlink);
  assert(linkInfoOf(dir.join("link")).isSymlink && !linkInfoOf(dir.join("link")).isDirectory);
  assertEquals(await infoOfLater(dir.join("file")), infoOf(dir.join("file")));
  assertEquals(realPath(dir.join("link")), dir.path);
});

Deno.test("identity and version tell files apart, and say where there is none", () => {
  using dir = new TempDir();
  const [path, other] = [dir.join("file"), dir.join("other")];
  writeFile(path, "text");
  writeFile(other, "text");
  assert(identityOf(path) !== identityOf(other));
  const [identity, version] = [identityOf(path), versionOf(path)];
  writeFile(path, "longer text");
  assertEquals(identityOf(path), identity);
  assert(versionOf(path) !== version);
  assertEquals([identityOf(dir.join("none")), versionOf(dir.join("none"))], [undefined, undefined]);
  assertEquals(versionOf(`${path}/below`), undefined);
  assertEquals(code(() => identityOf(`${path}/below`)), "ENOTDIR");
});

Deno.test("a link to nothing exists, and what is below a file cannot be known", () => {
  using dir = new TempDir();
  Deno.symlinkSync(dir.join("nothing"), dir.join("link"));
  writeFile(dir.join("file"), "");
  assertEquals([exists(dir.join("link")), exists(dir.join("nothing"))], [true, false]);
  assert(isMissing(assertThrows(() => exists(dir.join("file", "below")), Error)));
});

Deno.test("folders are listed by name, with what their entries are", () => {
  using dir = new TempDir();
  writeFile(dir.join("b"), "");
  createDir(dir.join("a"));
  Deno.symlinkSync(dir.join("a"), dir.join("c"));
  const kinds = entriesIn(dir.path).map((entry) =>
    `${entry.name} ${entry.isFile} ${entry.isDirectory} ${entry.isSymlink}`
  );
  assertEquals(kinds, ["a false true false", "b true false false", "c false false true"]);
  assertEquals(namesIn(dir.path), ["a", "b", "c"]);
  assertEquals(entriesIn(dir.join("none")), []);
  assertEquals([() => readDir(dir.join("none")), () => readDir(dir.join("b"))].map(code), [
    "ENOENT",
    "ENOTDIR",
  ]);
});

Deno.test("texts are read, written and replaced", async () => {
  using dir = new TempDir();
  const path = dir.join("file");
  assertEquals(readTextIfThere(path), undefined);
  assert(isNotFound(assertThrows(() => readText(path), Error)));
  replaceFile(path, "one ü");
  replaceFile(path, "two ü", dir.join("beside"));
  assertEquals([readText(path), readTextIfThere(path)], ["two ü", "two ü"]);
  for (const length of [0, 1, 4095, 4096, 4097, 100_000]) {
    replaceFile(path, "x".repeat(length));
    assertEquals(readTextIfThere(path)?.length, length);
  }
  await copyFileLater(path, dir.join("copy"));
  await renameLater(dir.join("copy"), dir.join("moved"));
  rename(dir.join("moved"), path);
  assertEquals(namesIn(dir.path), ["file"]);
});

Deno.test("folders are made, durably or with those above them", async () => {
  using dir = new TempDir();
  makeDir(dir.join("a"));
  makeDir(dir.join("a"));
  assert(isAlreadyExists(assertThrows(() => createDir(dir.join("a")), Error)));
  assert(isNotFound(assertThrows(() => makeDir(dir.join("b", "c")), Error)));
  makeDirs(dir.join("b", "c"));
  makeDirs(dir.join("b", "c"));
  writeFile(dir.join("file"), "x");
  syncDir(dir.path);
  await syncDirLater(dir.path);
  syncFile(dir.join("file"));
  await syncFileLater(dir.join("file"));
  assertEquals(code(() => syncFile(dir.join("none"))), "ENOENT");
});

Deno.test("what is removed is what was named, not what a link leads to", async () => {
  using dir = new TempDir();
  makeDirs(dir.join("kept"));
  writeFile(dir.join("kept", "file"), "");
  makeDirs(dir.join("a", "b"));
  Deno.symlinkSync(dir.join("kept"), dir.join("a", "link"));
  Deno.symlinkSync(dir.join("kept"), dir.join("link"));
  assertEquals(code(() => removeEmptyDir(dir.join("a"))), "ENOTEMPTY");
  removeFile(dir.join("link"));
  removeTree(dir.join("a"));
  makeDirs(dir.join("a", "b"));
  await removeTreeLater(dir.join("a", "b"));
  removeEmptyDir(dir.join("a"));
  assertEquals(namesIn(dir.path), ["kept"]);
  assertEquals(namesIn(dir.join("kept")), ["file"]);
  const none = dir.join("none");
  assertEquals([removeFileIfThere(none), removeTreeIfThere(none)], [false, false]);
  assertEquals([() => removeFile(none), () => removeTree(none)].map(code), ["ENOENT", "ENOENT"]);
  assert(removeFileIfThere(dir.join("kept", "file")) && removeTreeIfThere(dir.join("kept")));
});

Deno.test("replaceFile() and replaceFileDurably() leave nothing where they fail", () => {
  using dir = new TempDir();
  const path = dir.join("folder");
  Deno.mkdirSync(dir.join("folder/full"), { recursive: true });
  for (const replace of [replaceFile, replaceFileDurably]) {
    assertThrows(() => replace(path, "text"), Error);
    assertEquals([...Deno.readDirSync(dir.path)].map(({ name }) => name), ["folder"]);
  }
});
