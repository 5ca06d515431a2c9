import { assertEquals } from "@std/assert";
import { MetricColumn } from "../board/metric_column.ts";

for (
  const { type, value } of [{ type: "string", value: "a" }, { type: "double", value: 1 }] as const
) {
  Deno.test(`MetricColumn.take() leaves out a ${type} that was written and never counted`, () => {
    const column = new MetricColumn("metric", type);
    column.reserve();
    column.values[0] = value;
    column.push(0);
    column.reserve();
    column.values[1] = value;
    assertEquals([...column.take().values], [value]);
    assertEquals([...column.take().values], []);
  });
}
