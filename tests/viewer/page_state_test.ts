import { fakeBrowser } from "./support/fake_browser.ts";
import { assertEquals } from "@std/assert";
import type { BoardInfo } from "../../viewer/server/api.ts";
import { followServer } from "../../viewer/page/follow_server.ts";
import { boards, boardTick } from "../../viewer/page/store.ts";

function boardOf(boardId: string, more: Partial<BoardInfo> = {}): BoardInfo {
  const annotations = { tags: [], hidden: false };
  return { boardId, createdAt: "2026-01-01", live: false, annotations, ...more } as BoardInfo;
}

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
