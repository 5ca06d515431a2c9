/** A worker that tries to take a stale lock, round by round, at the same moment as others. */
import { DirLock } from "../../../stores/dir_lock.ts";

/** What is shared: the round, how many wait for it, how many have the lock, and whether two had it. */
export const [ROUND, READY, HOLDERS, CLASHES] = [0, 1, 2, 3];

addEventListener("message", ({ data }: MessageEvent<{ path: string; shared: Int32Array }>) => {
  const { path, shared } = data;
  for (let round = 1;; round++) {
    Atomics.add(shared, READY, 1);
    Atomics.wait(shared, ROUND, round - 1);
    using lock = new DirLock(`${path}/${round}/lock`);
    if (!lock.tryTake(Date.now(), 0)) continue;
    if (Atomics.add(shared, HOLDERS, 1) > 0) Atomics.add(shared, CLASHES, 1);
    const end = performance.now() + 1;
    while (performance.now() < end) { /* It is held. */ }
    Atomics.sub(shared, HOLDERS, 1);
  }
});
globalThis.postMessage?.("ready"); // The test imports it, too, for the names above.
