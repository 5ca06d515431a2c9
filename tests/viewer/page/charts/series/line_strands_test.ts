import { assertEquals } from "@std/assert";
import { lineStrands } from "../../../../../viewer/page/charts/series/line_strands.ts";
import { joinPoints, type Points } from "../../../../../viewer/page/charts/series/points.ts";

/** Points from pairs of time and step, in the order of the time. */
function pointsOf(...rows: [time: number, step: number][]): Points {
  const sorted = rows.toSorted(([a], [b]) => a - b);
  return {
    x: Float64Array.from(sorted, ([time]) => time),
    y: Float64Array.from(sorted, ([, step]) => step),
    steps: Float64Array.from(sorted, ([, step]) => step),
  };
}

function stepsOf(points: Points, resumedAt: number[] = []): number[][] | undefined {
  return lineStrands(points, resumedAt)?.map((strand) => [...strand].map((i) => points.y[i]!));
}

Deno.test("lineStrands() end where the clock was set back, also into what was logged before", () => {
  assertEquals(stepsOf(pointsOf([10, 0], [20, 1], [30, 2])), undefined);
  const back = pointsOf([10, 0], [20, 1], [30, 2], [15, 3], [25, 4], [5, 5], [35, 6]);
  assertEquals(stepsOf(back), [[0, 1, 2], [3, 4], [5, 6]]);
  const { x, y } = back;
  assertEquals(lineStrands({ x, y }, []), null);
});

Deno.test("lineStrands() end where the run was resumed", () => {
  const points = pointsOf([10, 0], [20, 1], [90, 2], [95, 3], [200, 4]);
  assertEquals(stepsOf(points, [85, 150]), [[0, 1], [2, 3], [4]]);
  assertEquals(stepsOf(points, [5]), undefined);
  // A resume that logged nothing of this metric.
  assertEquals(stepsOf(points, [300]), undefined);
});

Deno.test("joinPoints() keeps the step of each point", () => {
  const joined = joinPoints(pointsOf([10, 0], [30, 1]), pointsOf([20, 2], [40, 3]));
  assertEquals([...joined.x], [10, 20, 30, 40]);
  assertEquals([...joined.steps!], [0, 2, 1, 3]);
  assertEquals(stepsOf(joined), [[0, 1], [2, 3]]);
});
