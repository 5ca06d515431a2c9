import { fakeBrowser } from "./support/fake_browser.ts";
import { assert, assertEquals } from "@std/assert";
import { h, render } from "preact";
import type { BoardInfo, MediaRef, Series, SeriesRequest } from "../../viewer/protocol/api.ts";
import { writeSeries } from "../../viewer/protocol/series_frame.ts";
import { placeCharts } from "../../viewer/page/charts/settings/chart_layout.ts";
import { ChartLoader } from "../../viewer/page/charts/series/chart_loader.ts";
import { smoothing, xKind, xRange } from "../../viewer/page/charts/settings/chart_settings.ts";
import { RunSeries } from "../../viewer/page/charts/series/run_series.ts";
import { followServer } from "../../viewer/page/state/follow_server.ts";
import { MediumView } from "../../viewer/page/media/medium_view.tsx";
import { useStepRows } from "../../viewer/page/steps/use_step_rows.ts";
import { urlSignal } from "../../viewer/page/state/url_signal.ts";
import { columnIds, groupBy, runGroups } from "../../viewer/page/runs/visible_runs.ts";
import { boards, boardTick } from "../../viewer/page/state/store.ts";

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function boardOf(boardId: string, more: Partial<BoardInfo> = {}): BoardInfo {
  const annotations = { tags: [], hidden: false };
  return { boardId, createdAt: "2026-01-01", live: false, annotations, ...more } as BoardInfo;
}

Deno.test("urlSignal() writes the address a few times a second, the last change always", async () => {
  const part = urlSignal("part");
  fakeBrowser.history.length = 0;
  for (let i = 0; i < 40; i++) {
    part.value = String(i);
    await wait(10);
  }
  await wait(500);
  assertEquals(fakeBrowser.history.at(-1), "replace #part=39");
  assert(fakeBrowser.history.length <= 5, fakeBrowser.history.join());
  part.value = "";
  await wait(500);
});

Deno.test("urlSignal() goes on after a browser that refused", async () => {
  const part = urlSignal("part");
  fakeBrowser.refuses = true;
  part.value = "refused";
  await wait(0);
  fakeBrowser.refuses = false;
  part.value = "taken";
  await wait(2500);
  assertEquals(fakeBrowser.history.at(-1), "replace #part=taken");
  part.value = "";
  await wait(500);
});

Deno.test("urlSignal() has Back lead to what was there just before", async () => {
  const [part, step] = [urlSignal("part"), urlSignal("step", { push: true })];
  fakeBrowser.history.length = 0;
  for (const value of ["a", "ab", "abc"]) {
    part.value = value;
    await wait(0);
  }
  step.value = "1";
  await wait(500);
  assertEquals(fakeBrowser.history, [
    "replace #part=a",
    "replace #part=abc",
    "push #part=abc&step=1",
  ]);
  part.value = step.value = "";
  await wait(500);
});

Deno.test("the address is believed only as far as it makes sense", () => {
  for (const text of ["toString:1", "constructor", "__proto__:2"]) {
    urlSignal("smooth").value = text;
    assertEquals(smoothing.value, { kind: "none", amount: 0 }, text);
  }
  urlSignal("smooth").value = "";
  urlSignal("x").value = "toString";
  assertEquals(xKind.value, "step");
  urlSignal("x").value = "";
  for (const text of ["-Infinity~1", "1~1.0000000000000002", "2~1", "1~", "x~y"]) {
    urlSignal("range").value = text;
    assertEquals(xRange.value, null, text);
  }
  urlSignal("range").value = "0.5~2e3";
  assertEquals(xRange.value, [0.5, 2000]);
  urlSignal("range").value = "";
  urlSignal("cols").value = "name,50%";
  assertEquals(columnIds.value, ["name", "50%"]);
  urlSignal("cols").value = "";
});

Deno.test("placeCharts() comes to an end, whatever the sizes", () => {
  const metrics = ["a", "b"].map((name) => ({ name, type: "number" as const, boards: [] }));
  for (const wide of [NaN, 0, -1, 9, Infinity, "x" as unknown as number]) {
    const layout = { pinned: [], order: [], sizes: { a: [wide, 200] as [number, number] } };
    const rows = placeCharts(metrics, { ...layout, closed: [] }, 3, 200);
    const placed = rows.flatMap((row) => row.kind === "charts" ? row.charts : []);
    assertEquals(placed.map(({ metric }) => metric.name), ["a", "b"], String(wide));
  }
});

Deno.test("ChartLoader asks again for a line that could not be read", async () => {
  const requests: SeriesRequest[] = [];
  fakeBrowser.answer = (_path, body) => {
    const [request] = JSON.parse(body).requests as SeriesRequest[];
    requests.push(request);
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

Deno.test("runs are grouped in the order of the values, those without one last", () => {
  const metadata = (lr: unknown) => ({ config: { lr } }) as unknown as BoardInfo["metadata"];
  boards.value = [0.1, null, 1e-7, 10, 0.001, 0.1].map((lr, i) =>
    boardOf(`run_${i}`, { metadata: metadata(lr) })
  );
  groupBy.value = "config.lr";
  assertEquals(runGroups.value.map(({ title, boards }) => [title, boards.length]), [
    ["1e-7", 1],
    ["0.001", 1],
    ["0.1", 2],
    ["10", 1],
    ["none", 1],
  ]);
  groupBy.value = "";
  boards.value = null;
});

Deno.test("a medium that cannot be shown leaves the next one alone", async () => {
  const root = document.createElement("div");
  const show = (url: string) => {
    const medium = { type: "image", url, filename: url, format: "png", sizeBytes: 1 } as MediaRef;
    render(h(MediumView, { medium: { ...medium, width: 1, height: 1 }, name: "picture" }), root);
  };
  show("/media/a/1.png");
  const event = document.createEvent("Event");
  event.initEvent("error", false, false);
  root.querySelector("img")!.dispatchEvent(event);
  await wait(10);
  assertEquals(root.querySelector("img"), null);
  show("/media/a/2.png");
  assertEquals(root.querySelector("img")!.getAttribute("src"), "/media/a/2.png");
  render(null, root);
});

Deno.test("useStepRows() begins anew for another board of the same id", async () => {
  const root = document.createElement("div");
  const asked: string[] = [];
  const Rows = ({ boards }: { boards: BoardInfo[] }) => {
    useStepRows(boards, "name", (id) => {
      asked.push(id);
      return { steps: () => Promise.resolve([]), rows: () => Promise.resolve([]) };
    }, false);
    return null;
  };
  for (const createdAt of ["2026-01-01", "2026-01-01", "2026-01-02"]) {
    render(h(Rows, { boards: [boardOf("a", { createdAt })] }), root);
  }
  assertEquals(asked, ["a", "a"]);
  await wait(200); // Its effects run a frame later.
  render(null, root);
});

Deno.test("followServer() takes live boards for changed when the stream of events comes back", () => {
  const streams: { onopen?: () => void }[] = [];
  const before = { EventSource: globalThis.EventSource, setInterval: globalThis.setInterval };
  Object.assign(globalThis, {
    EventSource: class {
      constructor() {
        streams.push(this as never);
      }
      addEventListener() {}
      close() {}
    },
    setInterval: () => 0,
  });
  fakeBrowser.answer = (path) =>
    path === "/api/info" ? Response.json({}) : new Response(null, { status: 204 });
  boards.value = [boardOf("live", { live: true }), boardOf("ended")];
  const ticks = ["live", "ended"].map(boardTick);
  followServer();
  const was = ticks.map((tick) => tick.value);
  streams[0].onopen!();
  assertEquals(ticks.map((tick, i) => tick.value - was[i]), [1, 0]);
  boards.value = null;
  Object.assign(globalThis, before);
});
