import { fakeBrowser } from "../../support/fake_browser.ts";
import { assertEquals } from "@std/assert";
import { boardTick } from "../../../../viewer/page/state/board_ticks.ts";
import { boards } from "../../../../viewer/page/state/boards.ts";
import { followServer } from "../../../../viewer/page/state/follow_server.ts";
import { boardOf } from "../support/board_of.ts";

Deno.test("followServer() raises the ticks of live boards when the stream of events is back", () => {
  const streams: { onopen?: () => void }[] = [];
  const browser = { EventSource: globalThis.EventSource, setInterval: globalThis.setInterval };
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
    path === "api/info" ? Response.json({}) : new Response(null, { status: 204 });
  boards.value = [boardOf("live", { live: true }), boardOf("ended")];
  const ticks = ["live", "ended"].map(boardTick);
  followServer();
  const before = ticks.map((tick) => tick.value);
  streams[0]?.onopen?.();
  assertEquals(ticks.map((tick, i) => tick.value - (before[i] ?? NaN)), [1, 0]);
  boards.value = null;
  Object.assign(globalThis, browser);
});
