import { assert, assertEquals } from "@std/assert";
import type { BoardInfo } from "../../../../../viewer/protocol/api.ts";
import { RunSeries } from "../../../../../viewer/page/charts/series/run_series.ts";
import { seriesOf } from "../../support/series_of.ts";

const BOARD = { boardId: "a", createdAt: "1970-01-01T00:00:01Z" } as BoardInfo;

Deno.test("RunSeries knows in which range rows were left out", () => {
  const line = new RunSeries(BOARD, "loss", "step", "", 100);
  line.receive(seriesOf([0, 5, 9], { sampled: true }), false);
  assertEquals([line.isSampled(null), line.isSampled([2, 4])], [true, true]);
  line.receiveDetail(2, 4, seriesOf([2, 3, 4]));
  assertEquals([line.isSampled(null), line.isSampled([2, 4])], [true, false]);
  line.receiveDetail(1, 5, seriesOf([1, 5], { sampled: true }));
  assertEquals(line.isSampled([2, 4]), true);
});

Deno.test("RunSeries.all stays null after a reply with an error", () => {
  const line = new RunSeries(BOARD, "loss", "step", "", 100);
  line.receive(seriesOf([], { error: "busy" }), false);
  assertEquals([line.problem, line.all], ["busy", null]);
  line.receive(seriesOf([1]), false);
  assertEquals([line.problem, line.all?.x.length], [null, 1]);
});

Deno.test("RunSeries has each row once in a range that was read while the run went on", () => {
  const series = new RunSeries(BOARD, "loss", "clock", "", 4);
  series.receive(seriesOf([1, 2, 3, 4], { sampled: true, lastStep: 4 }), false);
  assertEquals(series.requestDetail(0, 100)?.from, 0);
  // The server has read the range when two more rows were there, which the next reply has again.
  series.receiveDetail(0, 100, seriesOf([1, 2, 3, 4, 5, 6], { lastStep: 6 }));
  assertEquals(series.requestDetail(0, 100), null);
  series.receive(seriesOf([5, 6, 7], { lastStep: 7 }), true);
  assertEquals([...series.points([0, 100]).x], [1, 2, 3, 4, 5, 6]);
  assert(series.requestDetail(0, 100) !== null);
  series.receiveDetail(0, 100, seriesOf([1, 2, 3, 4, 5, 6, 7], { lastStep: 7 }));
  // A reply that begins after all of it is added.
  series.receive(seriesOf([8], { lastStep: 8 }), true);
  assertEquals([...series.points([0, 100]).x], [1, 2, 3, 4, 5, 6, 7, 8]);
});
