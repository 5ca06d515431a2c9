import { assertEquals } from "@std/assert";
import { placeCharts } from "../../../../../viewer/page/charts/settings/place_charts.ts";

Deno.test("placeCharts() terminates, whatever the sizes", () => {
  const metrics = ["a", "b"].map((name) => ({ name, type: "number" as const, boards: [] }));
  for (const wide of [NaN, 0, -1, 9, Infinity, "x" as unknown as number]) {
    const layout = { pinned: [], order: [], sizes: { a: [wide, 200] as [number, number] } };
    const rows = placeCharts(metrics, { ...layout, closed: [] }, 3, 200);
    const placed = rows.flatMap((row) =>
      row.kind === "charts"
        ? row.charts
        : row.kind === "sections"
        ? row.sections.flatMap(({ charts }) => charts)
        : []
    );
    assertEquals(placed.map(({ metric }) => metric.name), ["a", "b"], String(wide));
  }
});

Deno.test("placeCharts() puts small groups beside each other, in their order", () => {
  const place = (names: string[], columns: number, closed: string[] = []) =>
    placeCharts(
      names.map((name) => ({ name, type: "number" as const, boards: [] })),
      { pinned: [], order: [], sizes: {}, closed },
      columns,
      200,
    ).map((row) =>
      row.kind === "sections"
        ? row.sections.map(({ name, columns }) => `${name} ${columns}`)
        : row.kind === "group"
        ? row.name
        : row.charts.length
    );
  assertEquals(place(["a/1", "b/1", "c/1"], 2), [["a 1", "b 1"], ["c 1"]]);
  assertEquals(place(["a/1", "a/2", "b/1", "c/1"], 3), [["a 2", "b 1"], ["c 1"]]);
  // One that fills a row has the row, and none comes before an earlier one.
  assertEquals(place(["a/1", "b/1", "b/2", "c/1"], 2), [["a 1"], "b", 2, ["c 1"]]);
  assertEquals(place(["a/1", "b/1", "c/1"], 3, ["b"]), [["a 1"], "b", ["c 1"]]);
  assertEquals(place(["a/1", "b/1"], 1), ["a", 1, "b", 1]);
});
