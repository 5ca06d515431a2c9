import { assert, assertEquals } from "@std/assert";
import {
  clipPoints,
  joinPoints,
  nearestPoint,
  NO_POINTS,
  thinLine,
} from "../../../../../viewer/page/charts/series/points.ts";

Deno.test("thinLine() keeps ends, extremes and values that are not finite", () => {
  const n = 10_000;
  const x = Float64Array.from({ length: n }, (_, i) => i);
  const y = Float64Array.from(x, (i) => Math.sin(i / 500));
  [y[1234], y[2345], y[4321], y[7777], y[8888]] = [99, -99, NaN, Infinity, -Infinity];
  const thin = thinLine({ x, y }, 400);
  assert(thin.x.length <= 800 && thin.x.length > 200);
  assertEquals([thin.x[0], thin.x.at(-1)], [0, n - 1]);
  for (const i of [1234, 2345, 4321, 7777, 8888]) assertEquals(thin.y[thin.x.indexOf(i)], y[i]);
  assertEquals(thin.x, thin.x.toSorted());
});

Deno.test("joinPoints() keeps the order of x, also where the second begins before", () => {
  const a = { x: Float64Array.of(1, 3, 5), y: Float64Array.of(1, 3, 5) };
  const b = { x: Float64Array.of(2, 5, 6), y: Float64Array.of(20, 50, 60) };
  assertEquals(joinPoints(a, b), {
    x: Float64Array.of(1, 2, 3, 5, 5, 6),
    y: Float64Array.of(1, 20, 3, 5, 50, 60),
  });
  assertEquals(nearestPoint(a.x, 3.9), 1);
  assertEquals(nearestPoint(a.x, 99), 2);
  assertEquals(nearestPoint(new Float64Array(0), 1), -1);
});

Deno.test("thinLine() leaves a short line as it is", () => {
  const line = { x: Float64Array.of(1, 2), y: Float64Array.of(1, 2) };
  assertEquals(thinLine(line, 2), line);
});

Deno.test("clipPoints() includes both ends, and all points at the same x", () => {
  const line = { x: Float64Array.of(1, 2, 2, 3, 3, 4), y: Float64Array.of(1, 2, 3, 4, 5, 6) };
  assertEquals([...clipPoints(line, 2, 3).y], [2, 3, 4, 5]);
  assertEquals([...clipPoints(line, 2.5, 2.6).y], []);
  assertEquals([...clipPoints(line, -Infinity, Infinity).y], [1, 2, 3, 4, 5, 6]);
  assertEquals(clipPoints(NO_POINTS, 0, 1).x.length, 0);
});
