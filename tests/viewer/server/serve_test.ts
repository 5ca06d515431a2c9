import { assertEquals, assertRejects } from "@std/assert";
import { sqlReply } from "../../../viewer/protocol/sql.ts";
import { serve } from "../../../viewer/server/mod.ts";
import { send, viewerOfBoards } from "./support/viewer_client.ts";

Deno.test("shutdown() ends all, also what is on its way, and can be called twice", async () => {
  const viewer = await viewerOfBoards();
  const events = await fetch(new URL("/api/events", viewer.url));
  const query = "SELECT count(*) FROM range(1000000000000) a, range(1000000000000) b";
  const endless = send(viewer, "POST", "/api/sql", { query, timeoutMs: 30_000 }, sqlReply)
    .catch(() => "ended");
  await new Promise((resolve) => setTimeout(resolve, 300));
  await viewer.shutdown();
  await viewer.shutdown();
  await viewer.finished;
  assertEquals(await endless, "ended");
  await events.body?.cancel().catch(() => {});
  await assertRejects(() => fetch(viewer.url), TypeError, "");

  const stop = new AbortController();
  const other = serve({ baseDir: ".", port: 0, log: () => {}, signal: stop.signal });
  stop.abort();
  await other.finished;
});
