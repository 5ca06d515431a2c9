import { assertEquals } from "@std/assert";
import { Int64Cells } from "../../../board/memory/int64_cells.ts";
import { SharedPool } from "../../../board/memory/shared_pool.ts";

Deno.test("Int64Cells.push() keeps every integer within ±2^53", () => {
  const cells = new Int64Cells(new SharedPool(1024 ** 2));
  const powers = [0, 1, 31, 32, 33, 52, 53].flatMap((exponent) => {
    const power = 2 ** exponent;
    return [power - 1, power, -power, 1 - power];
  });
  const values = [0, 1_700_000_000_000_000, ...powers].map((value) => value + 0);
  for (const value of values) cells.push(value);
  assertEquals([...cells.take()], values.map(BigInt));
});

Deno.test("Int64Cells.take() starts the next block empty, while this one stays", () => {
  const cells = new Int64Cells(new SharedPool(1024 ** 2));
  assertEquals(cells.take().length, 0);
  for (let i = 0; i < 1000; i++) cells.push(i);
  assertEquals(cells.count, 1000);
  const first = cells.take();
  assertEquals(cells.count, 0);
  for (let i = 0; i < 1000; i++) cells.push(-i);
  assertEquals([...first], Array.from({ length: 1000 }, (_, i) => BigInt(i)));
  assertEquals([...cells.take()], Array.from({ length: 1000 }, (_, i) => BigInt(-i)));
});
