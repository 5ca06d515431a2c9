import { assert, assertEquals, assertMatch } from "@std/assert";
import { boardReply } from "../../../../viewer/protocol/board.ts";
import { type BoardInfo, boardsReply } from "../../../../viewer/protocol/boards.ts";
import { Board } from "@kohakuboard/client";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { HOSTILE } from "../support/hostile_names.ts";
import { makeBoards } from "../support/viewer_boards.ts";
import {
  BACKENDS,
  get,
  LAST_STEP,
  send,
  viewerOf,
  viewerOfBoards,
} from "../support/viewer_client.ts";

Deno.test("GET /api/boards/:id names all that was logged", async () => {
  await using viewer = await viewerOfBoards();
  for (const backend of BACKENDS) {
    const board = await get(viewer, `/api/boards/full_${backend}`, boardReply);
    assertEquals([board.status, board.live, board.lastStep], ["finished", false, LAST_STEP]);
    const loss = board.metrics.find(({ name }) => name === "loss")!;
    assertEquals(loss, {
      name: "loss",
      type: "double",
      count: 300,
      lastStep: 299,
      lastValue: 1 / 300,
      min: 1 / 300,
      max: 1,
    });
    assertEquals(board.metrics.find(({ name }) => name === "late")?.count, 150);
    assertEquals(board.metrics.find(({ name }) => name === "note")?.type, "string");
    assertEquals(board.media.slice(0, 2), [
      { name: HOSTILE.media, type: "image", count: 2, firstStep: 300, lastStep: 300 },
      { name: "again", type: "image", count: 1, firstStep: 301, lastStep: 301 },
    ]);
    assertEquals(board.tables.map(({ name }) => name), ["class_metrics", "more"]);
    assertEquals(board.histograms, [{ name: "grads", count: 20, firstStep: 304, lastStep: 323 }]);
    // The boards may be older than this test: one run of all tests makes them once.
    const sinceCreated = board.firstTimestamp! - Date.parse(board.metadata!.created_at);
    assert(sinceCreated >= 0 && sinceCreated < 600_000, `${sinceCreated}`);
  }
  const answer = await fetch(new URL("/api/boards/nothing", viewer.url));
  assertEquals([answer.status, (await answer.json()).kind], [404, "not_found"]);
});

Deno.test("a run of a backend of one's own has its status, and is said to be unreadable", async () => {
  using dir = new TempDir();
  const backend = new URL("../../../../examples/custom_backend/json_lines.ts", import.meta.url);
  const board = new Board({ name: "own", boardId: "own", baseDir: dir.path, backend });
  board.log({ loss: 1 });
  await board.finish();
  await using viewer = viewerOf(dir.path);
  const list = await get(viewer, "/api/boards", boardsReply);
  const [{ status, isUnreadable, pending, problems }] = list.boards as [BoardInfo];
  assertEquals({ status, isUnreadable, pending }, {
    status: "finished",
    isUnreadable: true,
    pending: false,
  });
  assertMatch(problems.join(), /^Its rows cannot be read here: its backend is "file:.*"parquet"$/);
  const reply = await send(viewer, "POST", "/api/boards/own/read", {}, boardReply);
  assertEquals([reply.status, reply.problems], ["finished", problems]);
});

Deno.test("POST /api/boards/:id/read reads a board anew that has not changed", async () => {
  using dir = await makeBoards();
  await using viewer = viewerOf(dir.path);
  const path = "/api/boards/one_duckdb";
  const before = await get(viewer, path, boardReply);
  assertEquals(await send(viewer, "POST", `${path}/read`, {}, boardReply), before);
  // Its files are the same by name, size and time: only reading shows what is in them.
  const file = dir.join("one_duckdb", "data", "board.duckdb");
  const { mtime, size } = Deno.statSync(file);
  using opened = Deno.openSync(file, { write: true });
  opened.writeSync(new Uint8Array(size).fill(1));
  Deno.utimeSync(file, mtime!, mtime!);
  assertEquals((await get(viewer, path, boardReply)).status, "finished");
  assertEquals((await send(viewer, "POST", `${path}/read`, {}, boardReply)).status, "broken");
  const answer = await fetch(new URL(`${path}/read`, viewer.url), { method: "POST", body: "{}" });
  assertEquals(answer.status, 403);
  await answer.body?.cancel();
});

Deno.test("GET /api/boards/:id leaves out names that nobody could have meant, and says so", async () => {
  using dir = new TempDir();
  const board = new Board({ name: "long names", boardId: "names", baseDir: dir.path });
  board.log({ loss: 1, ["n".repeat(5000)]: 2 });
  await board.finish();
  await using viewer = viewerOf(dir.path);
  const { metrics, problems } = await get(viewer, "/api/boards/names", boardReply);
  assertEquals(metrics.map(({ name }) => name), ["loss"]);
  assertEquals(problems, ["1 of its names are longer than 1000 characters"]);
});
