import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { OwnFolder } from "../../../../reader/summaries/own_folder.ts";
import { StoreError } from "../../../../stores/store_error.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { RequestError } from "../../../../viewer/server/http/request_error.ts";
import { BoardOwners } from "../../../../viewer/server/team/board_owners.ts";
import { bodyChunks } from "../../../../viewer/server/team/body_chunks.ts";
import { RequestRate } from "../../../../viewer/server/team/request_rate.ts";
import { StorageQuota } from "../../../../viewer/server/team/storage_quota.ts";

Deno.test("RequestRate lets a sixth of a minute's requests through at once, then so many a minute", () => {
  let now = 0;
  const rate = new RequestRate(60, () => now);
  const takes = (count: number) => {
    for (let i = 0; i < count; i++) rate.take("ann");
  };
  takes(10);
  assertThrows(() => rate.take("ann"), RequestError, "60 a minute are allowed");
  rate.take("bob");
  now += 3000;
  takes(3);
  assertThrows(() => rate.take("ann"), RequestError);
  now += 3_600_000;
  takes(10);
  assertThrows(() => rate.take("ann"), RequestError);
  now -= 7_200_000; // The clock was set back.
  assertThrows(() => rate.take("ann"), RequestError);
});

Deno.test("StorageQuota counts what is there, gives back what was not stored, and what was removed", async () => {
  using dir = new TempDir();
  const owners = new BoardOwners(new OwnFolder(dir.path));
  owners.claim("run", "ann");
  Deno.mkdirSync(dir.join("run"));
  Deno.writeFileSync(dir.join("run", "a"), new Uint8Array(60));
  const quota = new StorageQuota(100, dir.path, owners);
  {
    using _given = await quota.reserve("ann", 40); // It is not kept.
  }
  {
    using reserved = await quota.reserve("Ann", 40);
    reserved.keep();
  }
  const error = await assertRejects(() => quota.reserve("ann", 1), StoreError);
  assertEquals(error.kind, "full");
  {
    using fewer = await quota.reserve("ann", -30); // A smaller file takes the place of another.
    fewer.keep();
  }
  (await quota.reserve("ann", 30)).keep();
  quota.free("ann", 5);
  (await quota.reserve("ann", 5)).keep();
  quota.forget("ann");
  (await quota.reserve("ann", 40)).keep();
  (await quota.reserve("bob", 100)).keep();
});

Deno.test("StorageQuota counts anew where there is no room, what is on its way besides, and not all the time", async () => {
  using dir = new TempDir();
  const owners = new BoardOwners(new OwnFolder(dir.path));
  for (const id of ["old", "new"]) {
    owners.claim(id, "ann");
    Deno.mkdirSync(dir.join(id));
    Deno.writeFileSync(dir.join(id, "a"), new Uint8Array(40));
  }
  let now = 0;
  const quota = new StorageQuota(100, dir.path, owners, () => now);
  using coming = await quota.reserve("ann", 20, { boardId: "new" });
  Deno.removeSync(dir.join("old"), { recursive: true });
  await assertRejects(() => quota.reserve("ann", 60), StoreError); // It was counted just now.
  now += 60_000;
  await assertRejects(() => quota.reserve("ann", 60), StoreError, "have 60");
  // Of a file that is replaced, what it takes the place of is what counts.
  (await quota.reserve("ann", 60, { boardId: "new", replaced: 40 })).keep(40);
  coming.keep();
  await assertRejects(() => quota.reserve("ann", 21), StoreError, "have 80");
  (await quota.reserve("ann", 20)).keep();
});

Deno.test("StorageQuota has one file beyond it at a time that is to replace another, and as many files as a disk has for the bytes", async () => {
  using dir = new TempDir();
  const owners = new BoardOwners(new OwnFolder(dir.path));
  owners.claim("run", "ann");
  Deno.mkdirSync(dir.join("run"));
  Deno.writeFileSync(dir.join("run", "a"), new Uint8Array(100));
  const quota = new StorageQuota(100, dir.path, owners);
  {
    using _coming = await quota.reserve("ann", 100, { boardId: "run", replaced: 100 });
    const second = await assertRejects(
      () => quota.reserve("ann", 100, { boardId: "run", replaced: 100 }),
      StoreError,
      "another file is being replaced",
    );
    assertEquals(second.kind, "unavailable"); // Who sends it tries again.
  }
  (await quota.reserve("ann", 100, { boardId: "run", replaced: 100 })).keep(100);

  for (let index = 1; index < 10_000; index++) (await quota.reserve("ann", 0)).keep();
  const none = await assertRejects(() => quota.reserve("ann", 0), StoreError, "have 10000");
  assertEquals(none.kind, "full");
  (await quota.reserve("ann", 0, { replaced: 0 })).keep(0);
  quota.free("ann", 0);
  (await quota.reserve("ann", 0)).keep();
  quota.forget("ann"); // Those were not there.
  (await quota.reserve("ann", 0)).keep();
});

Deno.test("bodyChunks() gives up a body that stalls, ends early or has another length", async () => {
  const request = (body: BodyInit) => new Request("http://a/", { method: "PUT", body });
  const all = (body: BodyInit, size: number) =>
    Array.fromAsync(bodyChunks(request(body), size, { maxStallMs: 5 }));
  assertEquals((await all("abc", 3)).length, 1);
  assertEquals((await all("", 0)).flatMap((chunk) => [...chunk]), []);
  for (const [body, size] of [["abc", 2], ["abc", 4], ["", 1]] as const) {
    await assertRejects(() => all(body, size), RequestError, `expected ${size} bytes, received`);
  }
  const stalled = new ReadableStream({ start: (c) => c.enqueue(new Uint8Array(3)) });
  await assertRejects(() => all(stalled, 9), RequestError, "nothing came for too long");
  const broken = new ReadableStream({ pull: (c) => c.error(new Error("reset")) });
  await assertRejects(() => all(broken, 9), RequestError, "it ended early");
});
