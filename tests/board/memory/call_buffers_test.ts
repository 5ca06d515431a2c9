import { assert, assertEquals, assertRejects } from "@std/assert";
import { CallBuffers } from "../../../board/memory/call_buffers.ts";
import { SharedPool } from "../../../board/memory/shared_pool.ts";

Deno.test("CallBuffers.copy() copies to shared memory, converting each element", () => {
  const buffers = new CallBuffers(new SharedPool(1024 ** 2));
  const values = [1, 2.5, -1];
  const bytes = buffers.copy(Uint8Array, values);
  const floats = buffers.copy(Float32Array, values);
  values[0] = 99;
  assertEquals([[...bytes], [...floats]], [[1, 2, 255], [1, 2.5, -1]]);
  assert(bytes.buffer instanceof SharedArrayBuffer);
  assertEquals(buffers.copy(Float32Array, []).length, 0);
  assert(buffers.byteCount >= 3 + 12);
});

Deno.test("CallBuffers.release() gives all arrays back to the pool, once", () => {
  const pool = new SharedPool(1024 ** 2);
  const buffers = new CallBuffers(pool);
  const array = buffers.array(Uint8Array, 5000);
  buffers.release();
  buffers.release();
  assertEquals(buffers.byteCount, 0);
  assert(Object.is(pool.take(5000), array.buffer));
  assert(!Object.is(pool.take(5000), array.buffer));
});

Deno.test("CallBuffers.urlOf() lets a blob be read until the buffers are released", async () => {
  const buffers = new CallBuffers(new SharedPool(1024 ** 2));
  const url = buffers.urlOf(new Blob(["content"]));
  assertEquals(await (await fetch(url)).text(), "content");
  assertEquals(buffers.byteCount, 7);
  buffers.release();
  await assertRejects(() => fetch(url), TypeError);
});
