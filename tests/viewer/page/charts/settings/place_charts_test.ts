import { assertEquals } from "@std/assert";
import { placeCharts } from "../../../../../viewer/page/charts/settings/place_charts.ts";

Deno.test("placeCharts() terminates, whatever the sizes", () => {
  const metrics = ["a", "b"].map((name) => ({ name, type: "number" as const, boards: [] }));
  for (const wide of [NaN, 0, -1, 9, Infinity, "x" as unknown as number]) {
    const layout = { pinned: [], order: [], sizes: { a: [wide, 200] as [number, number] } };
    const rows = placeCharts(metrics, { ...layout, closed: [] }, 3, 200);
    const placed = rows.flatMap((row) => row.kind === "charts" ? row.charts : []);
    assertEquals(placed.map(({ metric }) => metric.name), ["a", "b"], String(wide));
  }
});
