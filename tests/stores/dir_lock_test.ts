import { assertEquals } from "@std/assert";
import { DirLock } from "../../stores/dir_lock.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { CLASHES, READY, ROUND } from "../sync/support/lock_taker.ts";

const WORKERS = 3;
const ROUNDS = Deno.env.get("KOBO_FAULTS") === "long" ? 3000 : 150;

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

Deno.test("DirLock is taken over by one of several who find it stale at the same moment", async () => {
  using dir = new TempDir();
  const shared = new Int32Array(new SharedArrayBuffer(16));
  const workers = await Promise.all(Array.from({ length: WORKERS }, async () => {
    const url = new URL("../sync/support/lock_taker.ts", import.meta.url);
    const worker = new Worker(url, { type: "module" });
    await new Promise((resolve) => worker.onmessage = resolve);
    worker.postMessage({ path: dir.path, shared });
    return worker;
  }));
  const allReady = async (round: number) => {
    while (Atomics.load(shared, READY) < WORKERS * round) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  for (let round = 1; round <= ROUNDS; round++) {
    await allReady(round);
    const [lock, owner] = [dir.join(`${round}`, "lock"), dir.join(`${round}`, "lock", "killed")];
    Deno.mkdirSync(owner, { recursive: true });
    for (const path of [owner, lock]) Deno.utimeSync(path, 0, 0);
    Atomics.store(shared, ROUND, round);
    Atomics.notify(shared, ROUND);
  }
  await allReady(ROUNDS + 1);
  assertEquals(Atomics.load(shared, CLASHES), 0);
  for (const worker of workers) worker.terminate();
});
