import { assertEquals } from "@std/assert";
import { acquire } from "../../system/file_mutex.ts";

Deno.test("a file is had by one after the other, in the order of asking", async () => {
  const order: number[] = [];
  let holders = 0;
  await Promise.all([1, 2, 3].map(async (one) => {
    const release = await acquire("file", false);
    assertEquals(++holders, 1);
    await new Promise((resolve) => setTimeout(resolve, 0));
    order.push(one);
    holders--;
    release();
  }));
  assertEquals(order, [1, 2, 3]);
  (await acquire("file", true))();
  (await acquire("file", true))(); // After the gap.
});

Deno.test("another file is had at once", async () => {
  const release = await acquire("one", false);
  (await acquire("other", false))();
  release();
});
