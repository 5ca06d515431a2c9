import { assert, assertEquals, assertRejects } from "@std/assert";
import { download } from "../../stores/download.ts";
import { readObject } from "../../stores/read_object.ts";
import type { Store, StoredObject } from "../../stores/store.ts";
import { StoreError, type StoreErrorKind } from "../../stores/store_error.ts";
import { TempDir } from "../../testing/temp_dir.ts";

/** How a store is tested. */
export interface TestedStore {
  /** Opens a store that has nothing in it; the second time the same one, as another process would. */
  open(): Store;
  /** Larger than one request of the store takes. */
  largeBytes: number;
}

/** What every store does. @param begin Makes a place for one test, which it removes. */
export function testStore(name: string, begin: () => TestedStore & Disposable): void {
  const test = (what: string, run: (store: Store, tested: TestedStore) => Promise<void>) =>
    Deno.test(`${name} ${what}`, async () => {
      using tested = begin();
      using store = tested.open();
      await run(store, tested);
    });

  test("gives back what was put, whole and in part", async (store) => {
    const version = await store.put("run/a.bin", bytes("0123456789"));
    assertEquals(await store.get("run/a.bin", 0, 100), {
      bytes: bytes("0123456789"),
      size: 10,
      version,
    });
    assertEquals(text((await store.get("run/a.bin", 2, 3)).bytes), "234");
    assertEquals(text((await store.get("run/a.bin", 8, 3)).bytes), "89");
    assertEquals((await store.get("run/a.bin", 10, 1)).bytes.length, 0);
    assertEquals((await store.get("run/a.bin", 99, 1)).size, 10);
  });

  test("has objects without bytes, and replaces without a condition", async (store) => {
    await store.put("empty", bytes(""));
    const { bytes: none, size } = await store.get("empty", 0, 10);
    assertEquals([none.length, size], [0, 0]);
    await store.put("empty", bytes("x"));
    assertEquals((await store.get("empty", 0, 10)).size, 1);
  });

  test("puts only what is absent when asked so", async (store) => {
    await store.put("a/b", bytes("first"), "absent");
    await assertKind("conflict", store.put("a/b", bytes("second"), "absent"));
    assertEquals(text((await readObject(store, "a/b", 100))!.bytes), "first");
    await store.delete("a/b");
    await store.put("a/b", bytes("third"), "absent");
    assertEquals(text((await readObject(store, "a/b", 100))!.bytes), "third");
  });

  test("puts over the expected version only", async (store) => {
    const first = await store.put("a", bytes("1"));
    const second = await store.put("a", bytes("2"), { version: first });
    assert(first !== second);
    await assertKind("conflict", store.put("a", bytes("3"), { version: first }));
    assertEquals(text((await store.get("a", 0, 10)).bytes), "2");
    await store.delete("a");
    await assertKind("conflict", store.put("a", bytes("4"), { version: second }));
    assertEquals(await readObject(store, "a", 10), undefined);
  });

  test("lets one of many put what is absent", async (store, tested) => {
    using other = tested.open();
    const puts = Array.from(
      { length: 12 },
      (_, i) => (i % 2 === 0 ? store : other).put("race", bytes(`${i}`), "absent"),
    );
    const settled = await Promise.allSettled(puts);
    const winners = settled.flatMap(({ status }, i) => status === "fulfilled" ? [i] : []);
    assertEquals(winners.length, 1);
    assertEquals(text((await store.get("race", 0, 10)).bytes), `${winners[0]}`);
    for (const result of settled) {
      if (result.status === "rejected") assertEquals(result.reason.kind, "conflict");
    }
  });

  test("loses no update of many under conditions", async (store, tested) => {
    using other = tested.open();
    await store.put("count", bytes("0"));
    const increment = async (at: Store) => {
      for (;;) {
        const { bytes: found, version } = await at.get("count", 0, 10);
        try {
          await at.put("count", bytes(`${Number(text(found)) + 1}`), { version });
          return;
        } catch (error) {
          if (!(error instanceof StoreError && error.kind === "conflict")) throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, i) => increment(i % 2 === 0 ? store : other)));
    assertEquals(text((await store.get("count", 0, 10)).bytes), "8");
  });

  test("lists what begins with a prefix, each once, in pages", async (store) => {
    const keys = ["a/1", "a/2", "a/b/3", "a.txt", "ab/4", "z"];
    for (const key of keys) await store.put(key, bytes(key));
    assertEquals((await listed(store, "")).map(({ key }) => key), keys.toSorted());
    const found = await listed(store, "a/");
    assertEquals(found.map(({ key, size }) => [key, size]), [["a/1", 3], ["a/2", 3], ["a/b/3", 5]]);
    for (const { key, version } of found) {
      if (version !== undefined) assertEquals(version, (await store.get(key, 0, 1)).version);
    }
    assertEquals(await listed(store, "none/"), []);
  });

  test("has any name that is a file's", async (store) => {
    const keys = ["ü ñ/é+1&2.txt", "it's (1) [2]!*/~a=b;c,d@e#f%41", "日本/😀.png", "<&quot;>'\""]
      .filter((key) => Deno.build.os !== "windows" || !/[<>"*?]/.test(key));
    for (const key of keys) await store.put(key, bytes(key));
    for (const key of keys) assertEquals(text((await store.get(key, 0, 100)).bytes), key);
    assertEquals((await listed(store, "")).map(({ key }) => key), keys.toSorted());
    for (const key of keys) await store.delete(key);
    assertEquals(await listed(store, ""), []);
  });

  test("removes, also what is not there", async (store) => {
    await store.put("a/b", bytes("x"));
    await store.delete("a/b");
    await store.delete("a/b");
    await store.delete("never/was");
    assertEquals(await listed(store, ""), []);
    const error = await assertKind("not_found", store.get("a/b", 0, 1));
    assert(error.message.includes("a/b") && error.message.includes(store.address));
  });

  test("refuses keys that lead elsewhere, before anything is done", async (store) => {
    const bad = ["", "/a", "a/", "a//b", "../a", "a/../b", "a/.", "a\0b", "a\\b", "a\nb", "nul"];
    for (const key of [...bad, ".kobo_store/lock", "x".repeat(1025), "\ud800"]) {
      await assertKind("bad_key", store.put(key, bytes("x")));
      await assertKind("bad_key", store.get(key, 0, 1));
      await assertKind("bad_key", store.delete(key));
    }
    await assertKind("bad_key", listed(store, "a"));
    await assertKind("bad_key", listed(store, "../sync/"));
    assertEquals(await listed(store, ""), []);
  });

  test("takes large files, and gives them back in portions", async (store, { largeBytes }) => {
    using dir = new TempDir();
    const content = new Uint8Array(largeBytes);
    for (let at = 0; at < content.length; at += 65_536) {
      crypto.getRandomValues(content.subarray(at, at + 65_536));
    }
    await Deno.writeFile(dir.join("large"), content);
    const version = await store.put("large", { path: dir.join("large") }, "absent");
    await assertKind("conflict", store.put("large", { path: dir.join("large") }, "absent"));
    const { size, version: found } = await store.get("large", 5, 10);
    assertEquals([size, found], [largeBytes, version]);
    await download(store, "large", dir.join("copy"));
    assert(equal(await Deno.readFile(dir.join("copy")), content));
    await assertKind("invalid", readObject(store, "large", 1000));
    await store.put("large", { path: dir.join("large") }, { version });
  });

  test("ends a call when it is cancelled", async (store) => {
    const signal = AbortSignal.abort(new Error("enough"));
    await assertRejects(() => store.get("a", 0, 1, { signal }), Error, "enough");
    await assertRejects(() => listed(store, "", signal), Error, "enough");
  });
}

/** Checks that a call fails with an error of a kind, and returns that. */
export async function assertKind(
  kind: StoreErrorKind,
  call: Promise<unknown>,
): Promise<StoreError> {
  const error = await assertRejects(() => call, StoreError);
  assertEquals([error.kind, error.message], [kind, error.message]);
  return error;
}

async function listed(store: Store, prefix: string, signal?: AbortSignal): Promise<StoredObject[]> {
  const objects = await Array.fromAsync(store.list(prefix, { signal }));
  return objects.flat().sort((a, b) => a.key < b.key ? -1 : 1);
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

function bytes(content: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(content);
}

function text(content: Uint8Array): string {
  return new TextDecoder().decode(content);
}
