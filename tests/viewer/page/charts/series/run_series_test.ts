import { assertEquals } from "@std/assert";
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
