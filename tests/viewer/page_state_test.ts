import { fakeBrowser } from "./support/fake_browser.ts";
import { assert, assertEquals } from "@std/assert";
import type { BoardInfo } from "../../viewer/server/api.ts";
import { followServer } from "../../viewer/page/follow_server.ts";
import { urlSignal } from "../../viewer/page/router.ts";
import { boards, boardTick } from "../../viewer/page/store.ts";

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
