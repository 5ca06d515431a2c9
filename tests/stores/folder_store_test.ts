import { assert, assertEquals } from "@std/assert";
import { FolderStore } from "../../stores/folder_store.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { assertKind, testStore } from "./conformance.ts";

testStore("FolderStore", () => {
  const dir = new TempDir();
  return {
    largeBytes: 3 * 1024 ** 2,
    open: () => new FolderStore(dir.join("store")),
    [Symbol.dispose]: () => dir[Symbol.dispose](),
  };
});

const X = new Uint8Array([120]);

Deno.test("FolderStore lists thousands in pages of a thousand", async () => {
  using dir = new TempDir();
  Deno.mkdirSync(dir.join("run"));
  for (let i = 0; i < 2500; i++) Deno.writeFileSync(dir.join("run", `${i}`), X);
  using store = new FolderStore(dir.path);
  const pages = await Array.fromAsync(store.list(""));
  assertEquals(pages.map(({ length }) => length), [1000, 1000, 500]);
});

Deno.test({
  name: "FolderStore follows no link, and shows none",
  ignore: Deno.build.os === "windows",
  async fn() {
    using dir = new TempDir();
    using outside = new TempDir();
    Deno.writeFileSync(outside.join("secret"), X);
    using store = new FolderStore(dir.path);
    await store.put("run/a", X);
    Deno.symlinkSync(outside.path, dir.join("run", "folder"));
    Deno.symlinkSync(outside.join("secret"), dir.join("run", "file"));
    await assertKind("invalid", store.get("run/folder/secret", 0, 1));
    await assertKind("invalid", store.get("run/file", 0, 1));
    await assertKind("invalid", store.put("run/folder/new", X));
    await assertKind("invalid", store.put("run/folder/deep/new", X));
    await assertKind("invalid", Array.fromAsync(store.list("run/folder/")));
    await assertKind("invalid", store.put("run/file", X));
    await assertKind("conflict", store.put("run/file", X, "absent"));
    await assertKind("invalid", store.delete("run/folder/secret"));
    assertEquals([...Deno.readDirSync(outside.path)].map(({ name }) => name), ["secret"]);
    const keys = (await Array.fromAsync(store.list(""))).flat().map(({ key }) => key);
    assertEquals(keys, ["run/a"]);
    await store.delete("run/file"); // The link, not what it leads to.
    assertEquals(Deno.readFileSync(outside.join("secret")), X);
  },
});

Deno.test("FolderStore says what is in the way, and leaves nothing half done", async () => {
  using dir = new TempDir();
  await assertKind("no_store", Promise.try(() => new FolderStore(dir.join("no", "folder"))));
  Deno.writeFileSync(dir.join("file"), X);
  await assertKind("no_store", Promise.try(() => new FolderStore(dir.join("file"))));
  using store = new FolderStore(dir.join("store"));
  await store.put("a", X);
  await assertKind("invalid", store.put("a/b", X));
  await store.put("folder/b", X);
  await assertKind("invalid", store.put("folder", X));
  await assertKind("invalid", store.get("folder", 0, 1));
  await assertKind("invalid", store.delete("folder"));
  await assertKind("not_found", store.put("c", { path: dir.join("missing") }));
  const left = [...Deno.readDirSync(dir.join("store", ".kobo_store"))].map(({ name }) => name);
  assertEquals(left, []);
});

Deno.test("FolderStore makes no folder where one has been: a share may be unmounted", async () => {
  using dir = new TempDir();
  using store = new FolderStore(dir.join("store"));
  await store.put("a", X);
  Deno.renameSync(dir.join("store"), dir.join("elsewhere"));
  await assertKind("no_store", store.put("a", X));
  await assertKind("no_store", store.get("a", 0, 1));
  await assertKind("no_store", Array.fromAsync(store.list("")));
  assertEquals([...Deno.readDirSync(dir.path)].map(({ name }) => name), ["elsewhere"]);
});

Deno.test("FolderStore removes what a killed process left, once that is old", async () => {
  using dir = new TempDir();
  Deno.mkdirSync(dir.join(".kobo_store"));
  const [old, young] = ["old.tmp", "young.tmp"].map((name) => dir.join(".kobo_store", name));
  for (const path of [old!, young!]) Deno.writeFileSync(path, X);
  Deno.utimeSync(old!, new Date(0), new Date(0));
  Deno.writeFileSync(dir.join(".kobo_store", "named.tmp"), X);
  Deno.linkSync(dir.join(".kobo_store", "named.tmp"), dir.join("named"));
  // Of a process that wanted the lock of a file system without locks.
  for (const name of ["lock_folder.old", "lock_folder.young"]) {
    Deno.mkdirSync(dir.join(".kobo_store", name, "owner"), { recursive: true });
  }
  Deno.utimeSync(dir.join(".kobo_store", "lock_folder.old"), new Date(0), new Date(0));
  using store = new FolderStore(dir.path);
  await store.put("a", X);
  const left = [...Deno.readDirSync(dir.join(".kobo_store"))].map(({ name }) => name);
  assertEquals(left.sort(), ["lock_folder.young", "young.tmp"]);
  assertEquals((await store.get("named", 0, 10)).bytes, X);
});

Deno.test({
  name: "FolderStore names a folder that may not be written",
  ignore: Deno.build.os === "windows" || Deno.uid() === 0,
  async fn() {
    using dir = new TempDir();
    Deno.mkdirSync(dir.join("store"), { mode: 0o500 });
    using store = new FolderStore(dir.join("store"));
    const error = await assertKind("denied", store.put("a", X));
    assert(error.message.includes(store.address));
  },
});
