import { assert, assertEquals } from "@std/assert";
import { makeScene } from "../../../../../viewer/page/charts/drawing/chart_scene.ts";
import { project } from "../../../../../viewer/page/charts/drawing/draw_lines.ts";

Deno.test("makeScene() counts values that are not finite, and ignores them for the y axis", () => {
  const points = { x: Float64Array.of(0, 1, 2, 3), y: Float64Array.of(-1, NaN, Infinity, 10) };
  const line = { id: "a", name: "a", color: "#123456", points, sampled: false, smoothed: points.y };
  const scene = makeScene([line], null, null, false);
  assertEquals(scene.nonFinite, { nan: 1, plus: 1, minus: 0 });
  assertEquals(scene.x, [0, 3]);
  assert(scene.y[0] < -1 && scene.y[1] > 10 && scene.y[1] < 12);
  const log = makeScene([line], null, null, true);
  assertEquals(log.unplaced, 1);
  assert(log.y[0] > 0);
  assertEquals(makeScene([], null, null, true).y, [0.1, 10]);
  // Between two points there is still a line.
  assertEquals(makeScene([line], [0.2, 0.4], null, false).nonFinite, { nan: 0, plus: 0, minus: 0 });
});

Deno.test("makeScene() keeps a logarithmic axis above 0", () => {
  const scene = (y: number[], yRange: [number, number] | null = null) => {
    const points = { x: Float64Array.from(y, (_, i) => i), y: Float64Array.from(y) };
    const line = { id: "a", name: "a", color: "#123456", points, sampled: false };
    return makeScene([{ ...line, smoothed: points.y }], null, yRange, true).y;
  };
  const needed = scene([1, 10]);
  assertEquals(scene([1, 10], [-0.1, 5]), needed);
  assertEquals(scene([1, 10], [0, 5]), needed);
  assertEquals(scene([1, 10], [2, 5]), [2, 5]);
  for (const y of [[1e-300, 1e300], [Number.MIN_VALUE], [Number.MAX_VALUE], [1, 1e308]]) {
    const [least, greatest] = scene(y);
    assert(least > 0 && least < greatest && Number.isFinite(greatest), `${least} ${greatest}`);
  }
});

Deno.test("makeScene() has ranges that contain all points, and are of some width", () => {
  const { MAX_VALUE, EPSILON } = Number;
  for (
    const values of [
      ...[[1, 1 + EPSILON], [1e20], [0], [1.7e12, 1.7e12 + 0.001], [MAX_VALUE], [-MAX_VALUE]],
      ...[[-MAX_VALUE, MAX_VALUE], [9007199254740980, 9007199254740982]],
    ]
  ) {
    const points = { x: Float64Array.from(values), y: Float64Array.from(values) };
    const line = { id: "a", name: "a", color: "#123456", points, sampled: false };
    const scene = makeScene([{ ...line, smoothed: points.y }], null, null, false);
    for (const [from, to] of [scene.x, scene.y]) {
      assert(from < to && Number.isFinite(from) && Number.isFinite(to), values.join());
      assert(from <= values[0]! && to >= values.at(-1)!, values.join());
    }
    const box = { left: 0, top: 0, width: 100, height: 100 };
    const { toX, toY } = project(scene, box);
    for (const value of values) {
      assert(toX(value) >= 0 && toX(value) <= 100, `${value} of ${values.join()}`);
      assert(toY(value) >= 0 && toY(value) <= 100, `${value} of ${values.join()}`);
    }
  }
});

Deno.test("makeScene() says whether its counts may be too low", () => {
  const points = { x: Float64Array.of(0, 1), y: Float64Array.of(1, NaN) };
  const line = { id: "a", name: "a", color: "#123456", points, smoothed: points.y };
  const isSampled = (...lines: boolean[]) =>
    makeScene(lines.map((sampled) => ({ ...line, sampled })), null, null, false).sampled;
  assertEquals([isSampled(false), isSampled(false, true)], [false, true]);
});

Deno.test("makeScene() begins a logarithmic x axis at the least x above 0, and counts the others", () => {
  const points = { x: Float64Array.of(-2, 0, 1, 10, 100), y: Float64Array.of(1, 2, 3, 4, 5) };
  const line = { id: "a", name: "a", color: "#000", points, sampled: false, smoothed: points.y };
  const logX = (lines: typeof line[], range: [number, number] | null = null) => {
    const { x, logX, unplacedX } = makeScene(lines, range, null, false, true);
    return { x, logX, unplacedX };
  };
  assertEquals(logX([line]), { x: [1, 100], logX: true, unplacedX: 2 });
  assertEquals(logX([line], [-1, 50]), { x: [1, 50], logX: true, unplacedX: 2 });
  assertEquals(logX([line], [2, 50]), { x: [2, 50], logX: true, unplacedX: 0 });
  // One point has an axis, too; no point above 0 leaves the axis as it is.
  const at = (x: number) => ({ ...line, points: { x: Float64Array.of(x), y: points.y } });
  assertEquals(logX([at(4)]), { x: [2, 8], logX: true, unplacedX: 0 });
  assertEquals(logX([at(0)]), { x: [-0.5, 0.5], logX: false, unplacedX: 0 });
});
