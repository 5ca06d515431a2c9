import { fakeBrowser } from "../../support/fake_browser.ts";
import { assertEquals } from "@std/assert";
import { boardTick } from "../../../../viewer/page/state/board_ticks.ts";
import { boards } from "../../../../viewer/page/state/boards.ts";
import { followServer } from "../../../../viewer/page/state/follow_server.ts";
import { boardOf } from "../support/board_of.ts";

Deno.test("followServer() raises the ticks of live boards when the stream of events is back", async () => {
  const streams: { onopen?: () => void; isClosed?: boolean }[] = [];
  const browser = { EventSource: globalThis.EventSource, setInterval: globalThis.setInterval };
  let poll = async () => {};
  Object.assign(globalThis, {
    EventSource: class {
      static readonly CLOSED = 2;
      constructor() {
        streams.push(this as never);
      }
      addEventListener() {}
      close() {
        Object.assign(this, { isClosed: true });
      }
    },
    setInterval: (task: () => Promise<void>) => {
      poll = task;
      return 0;
    },
  });
  fakeBrowser.answer = (path) =>
    path === "api/info" ? Response.json({}) : new Response(null, { status: 204 });
  boards.value = [boardOf("live", { live: true }), boardOf("ended")];
  const ticks = ["live", "ended"].map(boardTick);
  followServer();
  const before = ticks.map((tick) => tick.value);
  streams[0]?.onopen?.();
  assertEquals(ticks.map((tick, i) => tick.value - (before[i] ?? NaN)), [1, 0]);
  // A stream that has said nothing for a minute is dead, as after a laptop has slept.
  await poll();
  assertEquals(streams.length, 1);
  const { now } = performance;
  performance.now = () => now.call(performance) + 60_000;
  await poll();
  performance.now = now;
  assertEquals(streams.map(({ isClosed = false }) => isClosed), [true, false]);
  boards.value = null;
  Object.assign(globalThis, browser);
});
