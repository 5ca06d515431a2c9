import { fakeBrowser } from "../../../support/fake_browser.ts";
import { assertEquals } from "@std/assert";
import type { Series, SeriesRequest } from "../../../../../viewer/protocol/api.ts";
import { writeSeries } from "../../../../../viewer/protocol/series_frame.ts";
import { ChartLoader } from "../../../../../viewer/page/charts/series/chart_loader.ts";
import { RunSeries } from "../../../../../viewer/page/charts/series/run_series.ts";
import { boardOf } from "../../support/board_of.ts";

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

Deno.test("ChartLoader requests a line again that could not be read", async () => {
  const requests: SeriesRequest[] = [];
  fakeBrowser.answer = (_path, body) => {
    const sent: SeriesRequest[] = JSON.parse(body).requests;
    requests.push(...sent);
    const header = { board: "a", metric: "loss", rowCount: 1, sampled: false, lastStep: 0 };
    const none = { x: new Float64Array(), y: new Float64Array() };
    const series: Series = requests.length === 1
      ? { ...header, ...none, n: 0, error: "Too much at once", kind: "busy" }
      : { ...header, n: 1, x: Float64Array.of(0), y: Float64Array.of(7) };
    return new Response(writeSeries(series));
  };
  const line = new RunSeries(boardOf("a"), "loss", "step", "", 100);
  const loader = new ChartLoader([line], () => 0, () => {}, () => 0);
  await loader.update();
  assertEquals([line.problem, line.all], ["Too much at once", null]);
  for (let i = 0; i < 100 && line.all === null; i++) await wait(50);
  assertEquals([line.problem, [...line.all!.y]], [null, [7]]);
  // It is all asked for, as there was nothing before.
  assertEquals(requests.map(({ after }) => after), [undefined, undefined]);
  await loader.update();
  assertEquals(requests.length, 2);
  await wait(50); // The next chart would have its turn a frame later.
  loader.close();
});
