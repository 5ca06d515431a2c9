import { fakeBrowser } from "../../support/fake_browser.ts";
import { assertEquals } from "@std/assert";
import type { BoardsReply } from "../../../../viewer/protocol/api.ts";
import { boardTick } from "../../../../viewer/page/state/board_ticks.ts";
import { boards, info, listProblem } from "../../../../viewer/page/state/boards.ts";
import { connection } from "../../../../viewer/page/state/connection.ts";
import { refreshAll, refreshBoards } from "../../../../viewer/page/state/refresh_boards.ts";
import {
  selectBoards,
  selectedBoards,
  selectedIds,
} from "../../../../viewer/page/state/selection.ts";
import { boardOf } from "../support/board_of.ts";

const metadata = { name: "run" } as never;
const paths: string[] = [];
let reply: BoardsReply | null = null;
fakeBrowser.answer = (path) => {
  paths.push(path);
  if (path === "api/info") return Response.json({ baseDir: "/runs" });
  return reply === null ? new Response(null, { status: 204 }) : Response.json(reply);
};

Deno.test("refreshBoards() requests changes since the last reply, and selects the newest board", async () => {
  const hidden = { tags: [], hidden: true };
  reply = {
    version: "1",
    removed: null,
    boards: [
      boardOf("hidden", { metadata, annotations: hidden }),
      boardOf("broken", { metadata: null }),
      boardOf("b", { metadata, live: true }),
      boardOf("a", { metadata }),
    ],
  };
  await refreshBoards();
  assertEquals(paths.splice(0), ["api/info", "api/boards"]);
  assertEquals(selectedIds.value, ["b"]);
  assertEquals([connection.value, listProblem.value], ["online", null]);

  // A newer board does not take the selection; the last rows of one that ended are asked for.
  const tick = boardTick("b");
  const before = tick.value;
  const newest = boardOf("c", { metadata, createdAt: "2026-02-01" });
  reply = { version: "2", removed: ["a"], boards: [newest, boardOf("b", { metadata })] };
  await refreshBoards();
  assertEquals(paths.splice(0), ["api/boards?since=1"]);
  assertEquals(boards.value?.map(({ boardId }) => boardId), ["c", "hidden", "broken", "b"]);
  assertEquals([selectedIds.value, tick.value - before], [["b"], 1]);

  reply = null;
  await refreshBoards();
  assertEquals(paths.splice(0), ["api/boards?since=2"]);

  // Once the default is deleted, the newest board is the default.
  reply = { version: "3", removed: ["b"], boards: [] };
  await refreshBoards();
  assertEquals(selectedIds.value, ["c"]);
  paths.length = 0;
});

Deno.test("refreshBoards() sends one request at a time, and one more for all calls meanwhile", async () => {
  reply = null;
  const first = refreshBoards();
  const others = [refreshBoards(), refreshBoards()];
  await Promise.all([first, ...others]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assertEquals(paths.splice(0), ["api/boards?since=3", "api/boards?since=3"]);
});

Deno.test("refreshAll() requests everything, and makes all panels send requests", async () => {
  const tick = boardTick("c");
  const before = tick.value;
  refreshAll();
  await refreshBoards();
  assertEquals(paths.splice(0).slice(0, 2), ["api/info", "api/boards"]);
  assertEquals(tick.value - before, 1);
});

Deno.test("refreshBoards() reports a folder that cannot be read, but not a missing server", async () => {
  const { answer } = fakeBrowser;
  fakeBrowser.answer = () =>
    Response.json({ error: "The folder is gone", kind: "failed" }, { status: 500 });
  await refreshBoards();
  assertEquals([connection.value, listProblem.value], ["online", "The folder is gone"]);
  fakeBrowser.answer = () => Promise.reject(new TypeError("Failed to fetch"));
  await refreshBoards();
  assertEquals([connection.value, listProblem.value], ["offline", null]);
  fakeBrowser.answer = answer;
});

Deno.test("selectBoards() keeps ids of boards that are gone, and can select none", () => {
  selectBoards(["c", "gone,50%", "c"]);
  assertEquals(selectedIds.value, ["c", "gone,50%"]);
  assertEquals(selectedBoards.value.map(({ boardId }) => boardId), ["c"]);
  selectBoards([]);
  assertEquals(selectedIds.value, []);
});

Deno.test("refreshAll() asks what the server is, also in the midst of another request", async () => {
  const { answer } = fakeBrowser;
  let baseDir = "/runs";
  fakeBrowser.answer = async (path) => {
    await Promise.resolve();
    // A page knows that the server is back by the first answer, and asks for all then.
    if (path.startsWith("api/boards") && baseDir === "/runs") {
      baseDir = "/others";
      refreshAll();
    }
    if (path === "api/info") return Response.json({ baseDir });
    return await answer(path, "");
  };
  await refreshBoards();
  await refreshBoards();
  assertEquals(info.value?.baseDir, "/others");
  fakeBrowser.answer = answer;
});

Deno.test("refreshBoards() gives up a server that is suspended, and says that it does not respond", async () => {
  const { answer } = fakeBrowser;
  const { setTimeout } = globalThis;
  const waits: (number | undefined)[] = [];
  globalThis.setTimeout = ((task: () => void, ms?: number) => {
    waits.push(ms);
    return setTimeout(task, 0);
  }) as typeof setTimeout;
  fakeBrowser.answer = (_path, _body, signal) =>
    new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  await refreshBoards();
  globalThis.setTimeout = setTimeout;
  assertEquals(waits, [20_000]);
  assertEquals([connection.value, listProblem.value], ["offline", null]);
  fakeBrowser.answer = answer;
  await refreshBoards();
  assertEquals(connection.value, "online");
});
