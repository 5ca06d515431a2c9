import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import type { BoardInfo, Series, SeriesRequest } from "../../viewer/protocol/api.ts";
import { files, sourceHash } from "../../viewer/page/bundle.ts";
import { hashSources } from "../../viewer/page/bundle_sources.ts";
import { chartCsv } from "../../viewer/page/charts/chart_csv.ts";
import { chartSvg } from "../../viewer/page/charts/drawing/chart_svg.ts";
import { makeScene } from "../../viewer/page/charts/drawing/chart_scene.ts";
import {
  formatDuration,
  formatMetric,
  formatTicks,
} from "../../viewer/page/charts/drawing/format_axis.ts";
import { parseLayout } from "../../viewer/page/charts/settings/parse_layout.ts";
import { joinPoints, nearestPoint, thinPoints } from "../../viewer/page/charts/series/points.ts";
import { RunSeries } from "../../viewer/page/charts/series/run_series.ts";
import { smooth } from "../../viewer/page/charts/settings/smoothing.ts";
import { mergeBoards } from "../../viewer/page/state/merge_boards.ts";
import { Refresher } from "../../viewer/page/state/refresher.ts";
import { niceTicks } from "../../viewer/page/ui/nice_ticks.ts";
import { FilterError, parseRunFilter } from "../../viewer/page/runs/run_filter.ts";

Deno.test("the bundle is that of the sources: `deno task bundle` makes it", async () => {
  const folder = new URL("../../viewer/page/", import.meta.url);
  assertEquals(sourceHash, await hashSources(folder), "stale: run `deno task bundle`");
});

Deno.test("the page has no inline script, no inline style and no address of another host", () => {
  const page = files["index.html"].text;
  assertEquals(page.match(/<script(?![^>]* src="\/)|<style|\sstyle=|\son\w+=/g), null);
  for (const { text } of Object.values(files)) {
    const hosts = [...text.matchAll(/(?:https?:)?\/\/([a-z0-9-]+\.)+[a-z]{2,}[^"'`\s)]*/g)]
      .map(([address]) => address).filter((address) => !address.includes("www.w3.org/"));
    assertEquals(hosts, []);
  }
});

const RUNS: Record<string, Record<string, number | string | boolean | string[] | null>> = {
  adam: {
    ...{ lr: 0.001, "val/loss": 0.2, "min:val/loss": 0.1, tags: ["best", "Paper"], ok: true },
    version: "v0.1",
  },
  sgd: {
    ...{ lr: 0.1, "val/loss": NaN, "min:val/loss": null, tags: [], ok: false },
    version: "v0.01",
  },
  "adam w": {
    ...{ lr: null, "val/loss": Infinity, "min:val/loss": 3, tags: [], ok: null },
    version: "v0.10",
  },
};

function filtered(text: string): string[] {
  const boards = Object.keys(RUNS).map((boardId) => ({ boardId }) as BoardInfo);
  const filter = parseRunFilter(
    text,
    (name) => {
      if (name !== "name" && !(name in RUNS.adam)) throw new FilterError(`No run has "${name}"`);
      return ({ boardId }) => name === "name" ? boardId : RUNS[boardId][name];
    },
    ({ boardId }, word) => boardId.includes(word.toLowerCase()),
  );
  return boards.filter(filter).map(({ boardId }) => boardId);
}

Deno.test("parseRunFilter() finds runs by words and comparisons", () => {
  const all = Object.keys(RUNS);
  assertEquals(filtered(""), all);
  assertEquals(filtered("  "), all);
  assertEquals(filtered("ADAM"), ["adam", "adam w"]);
  assertEquals(filtered('"m w"'), ["adam w"]);
  assertEquals(filtered("lr > 0.001"), ["sgd"]);
  assertEquals(filtered("lr>=1e-3"), ["adam", "sgd"]);
  assertEquals(filtered("lr != 0.1"), ["adam", "adam w"]);
  assertEquals(filtered("lr < 1 and not sgd"), ["adam"]);
  assertEquals(filtered("lr < 1 val/loss < 1"), ["adam"]);
  assertEquals(filtered("lr = 0.1 or val/loss = inf"), ["sgd", "adam w"]);
  assertEquals(filtered("val/loss = nan"), ["sgd"]);
  assertEquals(filtered("min(val/loss) < 0.5"), ["adam"]);
  assertEquals(filtered('min("val/loss") > 0.5'), ["adam w"]);
  assertEquals(filtered("not (adam or sgd)"), []);
  assertEquals(filtered('name = "ADAM W"'), ["adam w"]);
  assertEquals(filtered("name ~ w"), ["adam w"]);
  assertEquals(filtered("name !~ w"), ["adam", "sgd"]);
  assertEquals(filtered("tags = paper"), ["adam"]);
  assertEquals(filtered("ok = true"), ["adam"]);
  // To the last letter, though numbers within texts are in their order.
  assertEquals(filtered("version = v0.1"), ["adam"]);
  assertEquals(filtered("version != v0.1"), ["sgd", "adam w"]);
  assertEquals(filtered("version > v0.9"), ["adam w"]);
});

Deno.test("parseRunFilter() says what is wrong", () => {
  const wrong = (text: string) => assertThrows(() => filtered(text), FilterError).message;
  assertEquals(wrong("lr >"), 'A value is missing after "lr >"');
  assertEquals(wrong("> 3"), 'A name is missing before ">", as in: lr > 0.001');
  assertEquals(wrong("(lr > 3"), "A closing parenthesis is missing");
  assertEquals(wrong("lr > 3)"), "A closing parenthesis has no opening one");
  assertEquals(wrong('name = "x'), 'A closing " is missing');
  assertEquals(wrong("wd > 3"), 'No run has "wd"');
  assertEquals(wrong("lr > 3 and"), "Something is missing at the end of the filter");
  assertEquals(wrong("min(lr)"), "A comparison is missing after min:lr, as in: > 0.5");
});

Deno.test("smooth() keeps what is not finite, and counts it for nothing", () => {
  const y = Float64Array.of(1, NaN, 3, Infinity, 5);
  assertEquals(smooth(y, { kind: "none", amount: 0 }), y);
  for (const kind of ["ema", "mean", "gauss"] as const) {
    const result = smooth(y, { kind, amount: kind === "ema" ? 0.5 : 3 });
    assertEquals([result[1], result[3]], [NaN, Infinity]);
    assert(result[0] >= 1 && result[4] <= 5 && result[2] > 1 && result[2] < 5);
  }
});

Deno.test("smooth() is what it is called", () => {
  const y = Float64Array.of(4, 8, 6, 2);
  // Exponential, without the pull of the first value: weighted means by hand.
  assertEquals([...smooth(y, { kind: "ema", amount: 0.5 })].map((value) => value.toFixed(6)), [
    (4).toFixed(6),
    ((4 * 0.5 + 8) / 1.5).toFixed(6),
    ((4 * 0.25 + 8 * 0.5 + 6) / 1.75).toFixed(6),
    ((4 * 0.125 + 8 * 0.25 + 6 * 0.5 + 2) / 1.875).toFixed(6),
  ]);
  assertEquals([...smooth(y, { kind: "ema", amount: 0 })], [...y]);
  assertEquals([...smooth(y, { kind: "mean", amount: 3 })], [6, 6, 16 / 3, 4]);
  const flat = smooth(new Float64Array(50).fill(7), { kind: "gauss", amount: 4 });
  assert(flat.every((value) => Math.abs(value - 7) < 1e-12));
  assertEquals(smooth(new Float64Array(0), { kind: "mean", amount: 5 }).length, 0);
});

Deno.test("thinPoints() keeps ends, extremes and what is not finite", () => {
  const n = 10_000;
  const x = Float64Array.from({ length: n }, (_, i) => i);
  const y = Float64Array.from(x, (i) => Math.sin(i / 500));
  [y[1234], y[2345], y[4321], y[7777], y[8888]] = [99, -99, NaN, Infinity, -Infinity];
  const thin = thinPoints({ x, y }, 400);
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

Deno.test("an axis is labelled with what tells its ticks apart", () => {
  assertEquals(formatTicks([0, 0.25, 0.5], 0.25), ["0", "0.25", "0.50"]);
  assertEquals(formatTicks([0, 500, 1000], 500), ["0", "500", "1000"]);
  assertEquals(formatTicks([0, 50_000, 100_000], 50_000), ["0", "50k", "100k"]);
  assertEquals(formatTicks([1_234_500, 1_234_600], 100), ["1234500", "1234600"]);
  assertEquals(formatTicks([0, 2e6], 2e6), ["0", "2M"]);
  assertEquals(formatTicks([1e-7, 1.5e-7], 5e-8), ["1.0e-7", "1.5e-7"]);
  assertEquals([1500, 61_000, 3_723_000, 2 * 86_400_000].map(formatDuration), [
    "1.5 s",
    "1:01",
    "1:02:03",
    "2d 0h",
  ]);
  assertEquals([NaN, Infinity, -Infinity, 0, 0.1, 1e-9, 123456.789].map(formatMetric), [
    "NaN",
    "∞",
    "-∞",
    "0",
    "0.1",
    "1.000e-9",
    "123456.8",
  ]);
  assertEquals(niceTicks(0, 9, 5), { ticks: [0, 2, 4, 6, 8], step: 2 });
  assertEquals(niceTicks(3, 3, 5), { ticks: [3], step: 1 });
});

Deno.test("makeScene() counts what is not finite, and leaves it out of the y axis", () => {
  const points = { x: Float64Array.of(0, 1, 2, 3), y: Float64Array.of(-1, NaN, Infinity, 10) };
  const line = { id: "a", name: "a", color: "#123456", points, sampled: false, smoothed: points.y };
  const scene = makeScene([line], null, null, false);
  assertEquals(scene.odd, { nan: 1, plus: 1, minus: 0 });
  assertEquals(scene.x, [0, 3]);
  assert(scene.y[0] < -1 && scene.y[1] > 10 && scene.y[1] < 12);
  const log = makeScene([line], null, null, true);
  assertEquals(log.unplaced, 1);
  assert(log.y[0] > 0);
  assertEquals(makeScene([], null, null, true).y, [0.1, 10]);
  // Between two points there is still a line.
  assertEquals(makeScene([line], [0.2, 0.4], null, false).odd, { nan: 0, plus: 0, minus: 0 });
});

Deno.test("chartSvg() writes names as text, and marks", () => {
  const points = { x: Float64Array.of(0, 1, 2), y: Float64Array.of(1, NaN, 2) };
  const name = '<script>alert(1)</script> \0 & "x"';
  const line = { id: "a", name, color: "#123456", points, sampled: false, smoothed: points.y };
  const svg = chartSvg({
    name,
    scene: makeScene([line], null, null, false),
    box: { left: 40, top: 5, width: 200, height: 100 },
    width: 250,
    height: 130,
    x: [{ at: 1, text: "1" }],
    y: [{ at: 1.5, text: "1.5" }],
    colors: { background: "#fff", text: "#000", muted: "#555", grid: "#eee" },
  });
  assert(!svg.includes("<script") && !svg.includes("\0"));
  assertStringIncludes(svg, "&#60;script&#62;alert(1)&#60;/script&#62;");
  assertEquals(svg.match(/<circle/g)?.length, 2);
  assertStringIncludes(svg, "M140");
});

Deno.test("niceTicks() comes to an end between numbers that are next to each other", () => {
  const next = 1 + Number.EPSILON;
  assertEquals(niceTicks(1, next, 5), { ticks: [1], step: 1 });
  assertEquals(niceTicks(0, Number.MIN_VALUE, 5).ticks, [0]);
  assertEquals(niceTicks(-Number.MAX_VALUE, Number.MAX_VALUE, 5).ticks, [-Number.MAX_VALUE]);
  assertEquals(niceTicks(-0.25, 0.3, 5).ticks, [-0.2, 0, 0.2]);
});

Deno.test("makeScene() gives a logarithmic axis no place where it has none", () => {
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

Deno.test("makeScene() has a piece of the x axis that can be divided", () => {
  for (const x of [[1, 1 + Number.EPSILON], [1e20], [0], [1.7e12, 1.7e12 + 0.001]]) {
    const points = { x: Float64Array.from(x), y: new Float64Array(x.length) };
    const line = { id: "a", name: "a", color: "#123456", points, sampled: false };
    const [from, to] = makeScene([{ ...line, smoothed: points.y }], null, null, false).x;
    assert((to - from) / Math.max(Math.abs(from), Math.abs(to)) > 1e-12, x.join());
  }
});

Deno.test("makeScene() says whether more was logged than is counted", () => {
  const points = { x: Float64Array.of(0, 1), y: Float64Array.of(1, NaN) };
  const line = { id: "a", name: "a", color: "#123456", points, smoothed: points.y };
  const isSampled = (...lines: boolean[]) =>
    makeScene(lines.map((sampled) => ({ ...line, sampled })), null, null, false).sampled;
  assertEquals([isSampled(false), isSampled(false, true)], [false, true]);
});

Deno.test("parseLayout() takes what is a layout, and nothing else", () => {
  const empty = { pinned: [], order: [], sizes: {}, closed: [] };
  for (
    const text of ["", "{", "null", "1", "[]", '{"pinned":"a","order":{},"sizes":[],"closed":1}']
  ) {
    assertEquals(parseLayout(text), empty, text);
  }
  const sizes = {
    ...{ a: ["x", 1], b: [0, 200], c: [1.5, 200], d: [2, 9], e: "12", f: null, g: [2, 200] },
    ...{ h: [1, 1e9] },
  };
  const text = JSON.stringify({ pinned: ["p", 1], order: ["o"], sizes, closed: [null, "c"] });
  assertEquals(parseLayout(text), {
    ...{ pinned: ["p"], order: ["o"], closed: ["c"] },
    sizes: { g: [2, 200] },
  });
  assertEquals(Object.keys(parseLayout('{"sizes":{"__proto__":[1,200]}}').sizes), ["__proto__"]);
});

function seriesOf(x: number[], more: Partial<Series> = {}): Series {
  return {
    ...{ board: "a", metric: "loss", n: x.length, rowCount: x.length, sampled: false },
    ...{ lastStep: x.at(-1) ?? -1, x: Float64Array.from(x), y: Float64Array.from(x) },
    ...more,
  };
}

const BOARD = { boardId: "a", createdAt: "1970-01-01T00:00:01Z" } as BoardInfo;

Deno.test("RunSeries knows of which piece rows were left out", () => {
  const line = new RunSeries(BOARD, "loss", "step", "", 100);
  line.receive(seriesOf([0, 5, 9], { sampled: true }), false);
  assertEquals([line.isSampled(null), line.isSampled([2, 4])], [true, true]);
  line.receiveDetail(2, 4, seriesOf([2, 3, 4]));
  assertEquals([line.isSampled(null), line.isSampled([2, 4])], [true, false]);
  line.receiveDetail(1, 5, seriesOf([1, 5], { sampled: true }));
  assertEquals(line.isSampled([2, 4]), true);
});

Deno.test("RunSeries without an answer has not been answered", () => {
  const line = new RunSeries(BOARD, "loss", "step", "", 100);
  line.receive(seriesOf([], { error: "busy" }), false);
  assertEquals([line.problem, line.all], ["busy", null]);
  line.receive(seriesOf([1]), false);
  assertEquals([line.problem, line.all?.x.length], [null, 1]);
});

Deno.test("chartCsv() asks for the piece in sight, and says what it leaves out", async () => {
  const asked: SeriesRequest[] = [];
  const options = {
    ...{ metric: "loss", runs: [{ board: BOARD, title: "run, 1" }], xKind: "relative" as const },
    ...{ xMetric: "", most: 100_000 },
    ask: (request: SeriesRequest) => {
      asked.push(request);
      return Promise.resolve(seriesOf([1500, 2500]));
    },
  };
  assertEquals(await chartCsv({ ...options, range: [500, 1500] }), {
    text: 'board_id,run,relative_ms,loss\r\na,"run, 1",500,1500\r\na,"run, 1",1500,2500\r\n',
    leftOut: null,
  });
  await chartCsv({ ...options, range: null });
  assertEquals(asked.map(({ from, to, maxPoints }) => [from, to, maxPoints]), [
    [1500, 2500, 100_000],
    [undefined, undefined, 100_000],
  ]);
  const sampled = () => Promise.resolve(seriesOf([1, 2], { sampled: true, rowCount: 1_234_567 }));
  const { leftOut } = await chartCsv({ ...options, range: null, ask: sampled });
  assertEquals(leftOut, "run, 1: 2 of 1,234,567 rows");
  const failed = () => Promise.resolve(seriesOf([], { error: "It cannot be read" }));
  await assertRejects(
    () => chartCsv({ ...options, range: null, ask: failed }),
    Error,
    "run, 1: It cannot be read",
  );
});

Deno.test("Refresher asks once more for what came meanwhile, and gives no question up for it", async () => {
  const asked: PromiseWithResolvers<void>[] = [];
  const problems: (string | null)[] = [];
  let aborted = 0;
  const refresher = new Refresher((signal) => {
    const question = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => aborted++);
    asked.push(question);
    return question.promise;
  }, (problem) => problems.push(problem));
  const first = refresher.update();
  for (let i = 0; i < 5; i++) refresher.update();
  assertEquals(asked.length, 1);
  asked[0].resolve();
  while (asked.length < 2) await Promise.resolve();
  assertEquals([problems, aborted], [[null], 0]);
  // What fails is asked again without news.
  asked[1].reject(new Error("busy"));
  await first;
  assertEquals(problems, [null, "busy"]);
  for (let i = 0; i < 100 && asked.length < 3; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assertEquals(asked.length, 3);
  asked[2].resolve();
  await Promise.resolve();
  refresher.close();
  assertEquals(aborted, 3);
});

Deno.test("mergeBoards() keeps boards that have not changed, newest first", () => {
  const board = (boardId: string, createdAt: string | null, sizeBytes = 0) =>
    ({ boardId, createdAt, sizeBytes }) as BoardInfo;
  const before = [board("c", "2026-03-01"), board("b", "2026-02-01"), board("a", "2026-01-01")];
  const changed = [board("d", "2026-02-02"), board("a", "2026-01-01", 1), board("e", null)];
  const merged = mergeBoards(before, { version: "2", boards: changed, removed: ["b", "x"] });
  assertEquals(merged.map(({ boardId }) => boardId), ["c", "d", "a", "e"]);
  assert(merged[0] === before[0]);
  assertEquals(merged[2].sizeBytes, 1);
  assertEquals(mergeBoards(before, { version: "3", boards: changed, removed: null }), changed);
});
