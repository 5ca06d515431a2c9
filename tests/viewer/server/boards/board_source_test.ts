import { assert, assertEquals, assertMatch } from "@std/assert";
import { Board } from "../../../../mod.ts";
import { AnnotatedBoards } from "../../../../reader/annotated_boards.ts";
import { forgetMirrors, mirrorAt } from "../../../../reader/sent_boards.ts";
import { syncBoards } from "../../../../sync/mod.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { boardReply } from "../../../../viewer/protocol/board.ts";
import { boardsReply } from "../../../../viewer/protocol/boards.ts";
import { filesReply } from "../../../../viewer/protocol/files.ts";
import { logReply } from "../../../../viewer/protocol/logs.ts";
import { sqlReply } from "../../../../viewer/protocol/sql.ts";
import { serve, TOKEN_HEADER } from "../../../../viewer/server/mod.ts";
import { SmallS3 } from "../../../sync/support/small_s3.ts";
import { at, get, readSeriesOf, send, TOKEN, until } from "../support/viewer_client.ts";

Deno.test("the viewer shows boards in a bucket: rows, media and logs come when they are asked for", async () => {
  using dir = new TempDir();
  await using server = new SmallS3();
  forgetMirrors({ KOBO_CACHE_DIR: dir.join("cache") });
  const { address, s3 } = server;
  const options = { name: "run", boardId: "run", baseDir: dir.join("home") } as const;
  const board = new Board({ ...options, backend: "parquet" });
  const sync = () => syncBoards(dir.join("home"), address, { s3 });
  board.log({ loss: 0.5 });
  board.logImages("sample", { data: new Uint8Array(16), width: 4, height: 4 });
  console.log("printed once");
  Deno.writeTextFileSync(dir.join("weights.txt"), "weights");
  board.logFile("weights", dir.join("weights.txt"));
  await board.flush();
  await sync();
  const mirror = await mirrorAt(address, { s3 });
  assert(!(mirror instanceof Error));
  await mirror.list();
  server.takeRequests();
  await using viewer = serve({
    source: new AnnotatedBoards(mirror),
    port: 0,
    token: TOKEN,
    log: () => {},
  });

  const losses = async () => {
    const [series] = await readSeriesOf(viewer, { board: "run", metric: "loss" });
    assert(series !== undefined && !("error" in series), JSON.stringify(series));
    return [...series.y];
  };
  assertEquals(await losses(), [0.5]);
  const shown = await until(async () => {
    const { boards } = await get(viewer, "/api/boards", boardsReply);
    return boards[0]?.pending ? undefined : boards;
  });
  assertEquals(shown.map(({ boardId, status, counts }) => [boardId, status, counts?.steps]), [
    ["run", "running", 2],
  ]);
  assert(!server.takeRequests().some((request) => /GET run\/(media|logs)/.test(request)));
  const log = await get(viewer, "/api/boards/run/logs/output", logReply);
  assertMatch(log.text, /printed once/);
  const { rows: [[name] = []] } = await send(viewer, "POST", "/api/sql", {
    board: "run",
    query: "SELECT filename FROM media",
  }, sqlReply);
  const image = await fetch(new URL(`/media/run/${name}`, viewer.url));
  assertEquals([image.status, image.headers.get("content-type")], [200, "image/png"]);
  assert((await image.bytes()).length > 50);

  const files = () => get(viewer, "/api/boards/run/files", filesReply);
  const { rows: [file] } = await files();
  assert(file?.url, JSON.stringify(file));
  const download = await fetch(new URL(file.url, viewer.url));
  assertEquals([download.status, await download.text()], [200, "weights"]);

  board.log({ loss: 0.25 });
  await board.finish();
  await sync();
  await mirror.list();
  assertEquals(await losses(), [0.5, 0.25]);
  const reply = await until(async () => {
    const found = await get(viewer, "/api/boards/run", boardReply);
    return found.status === "finished" && found.lastStep === 2 ? found : undefined;
  });
  assertEquals(at(reply.metrics, 0).count, 2);
  const deleted = await fetch(new URL("/api/boards/run", viewer.url), {
    method: "DELETE",
    headers: { "Content-Type": "application/json", [TOKEN_HEADER]: TOKEN },
    body: JSON.stringify({ confirm: "run" }),
  });
  assertEquals(deleted.status, 403);
  await deleted.body?.cancel();
  assert(server.objects.has("run/metadata.json"));
});
