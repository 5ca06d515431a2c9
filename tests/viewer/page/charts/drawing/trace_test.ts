import { assertEquals } from "@std/assert";
import {
  findDots,
  findMarks,
  type Projection,
  traceLine,
} from "../../../../../viewer/page/charts/drawing/trace.ts";

/** Positions are ten times the values. */
const projection = (xMin: number, xMax: number, log = false): Projection => ({
  xMin,
  xMax,
  toX: (x) => 10 * x,
  toY: (y) => log && y <= 0 ? NaN : 10 * y,
});

function traced(x: number[], y: number[], target: Projection): string {
  const path: string[] = [];
  traceLine(
    { moveTo: (x, y) => path.push(`M${x},${y}`), lineTo: (x, y) => path.push(`L${x},${y}`) },
    Float64Array.from(x),
    Float64Array.from(y),
    target,
  );
  return path.join(" ");
}

Deno.test("traceLine() goes to the first points outside, and breaks where there is no position", () => {
  const x = [0, 1, 2, 3, 4, 5];
  assertEquals(
    traced(x, x, projection(1.5, 3.5)),
    "M10,10 L20,20 L30,30 L40,40",
  );
  assertEquals(
    traced(x, [0, NaN, 2, 3, Infinity, 5], projection(0, 5)),
    "M0,0 M20,20 L30,30 M50,50",
  );
  assertEquals(traced(x, [-1, 0, 1, 2, 0, 1], projection(0, 5, true)), "M20,10 L30,20 M50,10");
  assertEquals(traced([], [], projection(0, 1)), "");
});

Deno.test("findDots() has all points where there are few, otherwise those without neighbours", () => {
  const x = Float64Array.of(0, 1, 2, 3, 4);
  const y = Float64Array.of(1, NaN, 2, NaN, 3);
  assertEquals(findDots(x, y, projection(0, 4), 10_000), [[0, 10], [20, 20], [40, 30]]);
  assertEquals(findDots(x, Float64Array.of(1, 2, 3, NaN, 5), projection(0, 4), 1), [[40, 50]]);
  assertEquals(findDots(x, y, projection(1, 3), 1), [[20, 20]]);
});

Deno.test("findDots() has a dot for each stretch that is too short to be seen as a line", () => {
  const x = Float64Array.of(0, 1, 2, 3, 4);
  // Each value above 0 is alone on a logarithmic axis.
  const signs = Float64Array.of(1, -1, 2, 0, 3);
  assertEquals(findDots(x, signs, projection(0, 4, true), 1), [[0, 10], [20, 20], [40, 30]]);
  // All at one place, and nearly so.
  const same = new Float64Array(5).fill(2);
  assertEquals(findDots(same, same, projection(0, 4), 1), [[20, 20]]);
  const near = Float64Array.of(2, 2.05, 2.1, NaN, 2.2);
  assertEquals(findDots(near, near, projection(0, 4), 1), [[20, 20], [22, 22]]);
  assertEquals(findDots(same, x, projection(0, 4), 1), []);
  // Out of view, a line leads to it.
  assertEquals(findDots(x, x, projection(1.5, 2.5), 1), []);
  // The second strand is of one point, which no line leads to.
  const strands = [Uint32Array.of(0, 1), Uint32Array.of(2), Uint32Array.of(3, 4)];
  assertEquals(findDots(x, x, projection(0, 4), 1, strands), [[20, 20]]);
  assertEquals(findDots(x, x, projection(0, 4), 10_000, strands).length, 5);
});

Deno.test("findMarks() has one mark of a kind for each four pixels", () => {
  const x = Float64Array.of(0, 0.1, 0.2, 0.5, 1, 2);
  const y = Float64Array.of(NaN, NaN, Infinity, NaN, -Infinity, 1);
  assertEquals(findMarks(x, y, projection(0, 2)), [
    { mark: "✕", left: 0 },
    { mark: "▲", left: 2 },
    { mark: "✕", left: 5 },
    { mark: "▼", left: 10 },
  ]);
});
