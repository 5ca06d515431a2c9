import { assert, assertEquals } from "@std/assert";
import { boardReply } from "../../../../viewer/protocol/board.ts";
import { HOSTILE } from "../support/hostile_names.ts";
import { BACKENDS, get, LAST_STEP, viewerOfBoards } from "../support/viewer_client.ts";

Deno.test("GET /api/boards/:id names all that was logged", async () => {
  await using viewer = await viewerOfBoards();
  for (const backend of BACKENDS) {
    const board = await get(viewer, `/api/boards/full_${backend}`, boardReply);
    assertEquals([board.status, board.live, board.lastStep], ["finished", false, LAST_STEP]);
    const loss = board.metrics.find(({ name }) => name === "loss")!;
    assertEquals(loss, {
      ...{ name: "loss", type: "double", count: 300, lastStep: 299, lastValue: 1 / 300 },
      ...{ min: 1 / 300, max: 1 },
    });
    assertEquals(board.metrics.find(({ name }) => name === "late")?.count, 150);
    assertEquals(board.metrics.find(({ name }) => name === "note")?.type, "string");
    assertEquals(board.media.slice(0, 2), [
      { name: HOSTILE.media, type: "image", count: 2, firstStep: 300, lastStep: 300 },
      { name: "again", type: "image", count: 1, firstStep: 301, lastStep: 301 },
    ]);
    assertEquals(board.tables.map(({ name }) => name), ["class_metrics", "more"]);
    assertEquals(board.histograms, [{ name: "grads", count: 20, firstStep: 304, lastStep: 323 }]);
    assert(Math.abs(board.firstTimestamp! - Date.now()) < 600_000);
  }
  const answer = await fetch(new URL("/api/boards/nothing", viewer.url));
  assertEquals([answer.status, (await answer.json()).kind], [404, "not_found"]);
});
