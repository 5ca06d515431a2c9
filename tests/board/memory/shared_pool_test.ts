import { assert, assertEquals } from "@std/assert";
import { SharedPool } from "../../../board/memory/shared_pool.ts";

const MIB = 1024 ** 2;

Deno.test("SharedPool.take() returns at least what is asked, and at most a quarter and 1024 bytes more", () => {
  const pool = new SharedPool(MIB);
  for (const byteLength of [0, 1, 1023, 1024, 1025, 5000, 65_536, 65_537, 1_000_000]) {
    const size = pool.take(byteLength).byteLength;
    assert(size >= byteLength && size <= byteLength * 1.25 + 1024, `${byteLength}: ${size}`);
  }
});

Deno.test("SharedPool.take() reuses memory that was given back, for a similar size", () => {
  const pool = new SharedPool(MIB);
  const buffer = pool.take(100_000);
  assert(pool.take(100_000) !== buffer);
  pool.give(buffer);
  assert(pool.take(50_000) !== buffer);
  assert(pool.take(99_999) === buffer);
  assert(pool.take(100_000) !== buffer, "It is in use");
});

Deno.test("SharedPool keeps no more free memory than its limit", () => {
  const pool = new SharedPool(10_240);
  const buffers = Array.from({ length: 3 }, () => pool.take(5120));
  for (const buffer of buffers) pool.give(buffer);
  const again = Array.from({ length: 3 }, () => pool.take(5120));
  assertEquals(again.filter((buffer) => buffers.includes(buffer)).length, 2);
  const none = new SharedPool(0);
  const buffer = none.take(1024);
  none.give(buffer);
  assert(none.take(1024) !== buffer);
});

Deno.test("SharedPool drops free memory of other sizes when it is full", () => {
  const pool = new SharedPool(10_240);
  const small = [pool.take(5120), pool.take(5120)];
  const large = pool.take(10_240);
  for (const buffer of small) pool.give(buffer);
  pool.give(large);
  assert(pool.take(10_240) === large);
  assert(!small.includes(pool.take(5120)));
});
