import { assertEquals } from "@std/assert";
import { MetricColumn } from "../../../board/scalars/metric_column.ts";
import { SharedPool } from "../../../board/memory/shared_pool.ts";

const CASES = [
  { type: "string", values: ["a", "b", "c"] },
  { type: "double", values: [1, 2, 3] },
  { type: "boolean", values: [true, false, true] },
] as const;

for (const { type, values: [first, second, third] } of CASES) {
  const stored = (value: string | number | boolean) =>
    typeof value === "boolean" ? Number(value) : value;

  Deno.test(`MetricColumn.take() leaves out a ${type} that was taken back`, () => {
    const column = new MetricColumn("metric", type, new SharedPool(0));
    column.push(first, 0);
    column.push(second, 1);
    column.pop();
    assertEquals([...column.take().values], [stored(first)]);
    assertEquals([...column.take().values], []);
  });

  Deno.test(`MetricColumn.push() keeps the rows of a ${type} once one was passed over`, () => {
    const column = new MetricColumn("metric", type, new SharedPool(0));
    column.push(first, 0);
    column.push(second, 5);
    column.pop();
    column.push(third, 2);
    const { values, rows } = column.take();
    assertEquals([...values], [stored(first), stored(third)]);
    assertEquals([...rows!], [0, 2]);
    column.push(second, 0);
    assertEquals(column.take().rows, undefined);
  });
}
