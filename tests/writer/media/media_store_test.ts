import { assert, assertEquals, assertRejects } from "@std/assert";
import { MediaSourceError } from "../../../writer/media/media_content.ts";
import { MediaStore } from "../../../writer/media/media_store.ts";
import type { MediaRecord, MediaSource } from "../../../writer/records.ts";
import { TempDir } from "../../../testing/temp_dir.ts";

function record(source: MediaSource, name = "a/b", index = 0): MediaRecord {
  return { name, index, type: "image", caption: null, source };
}

function bytes(...values: number[]): MediaSource {
  return { kind: "bytes", bytes: Uint8Array.from(values), format: "gif" };
}

function names(dir: TempDir): string[] {
  return [...Deno.readDirSync(dir.join("media"))].map(({ name }) => name).sort();
}

Deno.test("MediaStore.put() stores each content once, also that of an earlier run", async () => {
  using dir = new TempDir();
  const store = new MediaStore(dir.path);
  const first = await store.put(record(bytes(1, 2, 3)), 5);
  assertEquals(first.filename, `a_b_0_00000005_${first.mediaId.slice(0, 8)}.gif`);
  assertEquals(await store.put(record(bytes(1, 2, 3), "other"), 6), first);
  assertEquals(await new MediaStore(dir.path).put(record(bytes(1, 2, 3), "third"), 7), first);
  const second = await store.put(record(bytes(1, 2, 4), "a/b", 1), 5);
  assert(second.mediaId !== first.mediaId);
  assertEquals(names(dir), [first.filename, second.filename]);
  assertEquals([...Deno.readFileSync(first.path)], [1, 2, 3]);
  await store.sync();
});

Deno.test("MediaStore.put() copies a file, and leaves no second copy of what it has", async () => {
  using dir = new TempDir();
  Deno.writeFileSync(dir.join("image.gif"), Uint8Array.of(1, 2, 3));
  const source: MediaSource = { kind: "file", path: dir.join("image.gif"), format: "gif" };
  const store = new MediaStore(dir.path);
  const stored = await store.put(record(source), 0);
  assertEquals(await store.put(record(source), 1), stored);
  assertEquals((await store.put(record(bytes(1, 2, 3)), 2)).path, stored.path);
  assertEquals(names(dir), [stored.filename]);
  Deno.removeSync(dir.join("image.gif"));
  await assertRejects(() => store.put(record(source), 3), MediaSourceError, "cannot be read");
});

Deno.test("MediaStore.sync() goes on when somebody has removed a file", async () => {
  using dir = new TempDir();
  const store = new MediaStore(dir.path);
  Deno.removeSync((await store.put(record(bytes(1)), 0)).path);
  await store.put(record(bytes(2)), 0);
  await store.sync();
});

Deno.test("MediaStore.removeRemains() removes a half-copied file", async () => {
  using dir = new TempDir();
  const store = new MediaStore(dir.path);
  store.removeRemains();
  const { filename } = await store.put(record(bytes(1)), 0);
  Deno.writeTextFileSync(dir.join("media", ".incoming.tmp"), "half");
  store.removeRemains();
  assertEquals(names(dir), [filename]);
});
