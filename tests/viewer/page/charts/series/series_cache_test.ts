import { assert, assertEquals } from "@std/assert";
import {
  cachedSeries,
  trimSeriesCache,
} from "../../../../../viewer/page/charts/series/series_cache.ts";
import { boardOf } from "../../support/board_of.ts";

Deno.test("cachedSeries() returns the same line, and another one for another board of the same id", () => {
  const line = cachedSeries(boardOf("a"), "loss", "step", "", 100);
  assert(cachedSeries(boardOf("a"), "loss", "step", "", 100) === line);
  assert(cachedSeries(boardOf("a"), "lr", "step", "", 100) !== line);
  assert(cachedSeries(boardOf("a", { createdAt: "2026-01-02" }), "loss", "step", "", 100) !== line);
  // One that went back has other rows above.
  assert(cachedSeries(boardOf("a", { rewoundAt: "2026-01-02" }), "loss", "step", "", 100) !== line);
});

Deno.test("trimSeriesCache() drops the lines that were not used for the longest time", () => {
  const points = { x: new Float64Array(400_000), y: new Float64Array(400_000) };
  const lines = ["x", "y", "z"].map((metric) => {
    const line = cachedSeries(boardOf("b"), metric, "step", "", 100);
    line.all = points;
    return line;
  });
  const isCached = (metric: string, i: number) =>
    cachedSeries(boardOf("b"), metric, "step", "", 100) === lines[i];
  assert(isCached("x", 0));
  trimSeriesCache();
  assertEquals([isCached("x", 0), isCached("y", 1), isCached("z", 2)], [true, false, true]);
});
