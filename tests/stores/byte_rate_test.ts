import { assert, assertRejects } from "@std/assert";
import { ByteRate } from "../../stores/byte_rate.ts";

Deno.test("ByteRate lets no more bytes through than its rate, also of several at a time", async () => {
  const rate = new ByteRate(100_000);
  const start = performance.now();
  await Promise.all(Array.from({ length: 5 }, () => rate.take(10_000)));
  // The last of them waits for the four before.
  assert(performance.now() - start >= 395);
  const controller = new AbortController();
  controller.abort(new Error("stopped"));
  await assertRejects(() => rate.take(1, controller.signal), Error, "stopped");
});
