import { assertEquals } from "@std/assert";
import { boardsReply } from "../../../../viewer/protocol/boards.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { LiveBoard } from "../support/viewer_boards.ts";
import { get, until, viewerOf } from "../support/viewer_client.ts";

Deno.test("GET /api/events tells of boards that come, grow and end", async () => {
  using dir = new TempDir();
  await using viewer = viewerOf(dir.path);
  const stop = new AbortController();
  const answer = await fetch(new URL("/api/events", viewer.url), { signal: stop.signal });
  assertEquals(answer.headers.get("content-type"), "text/event-stream");
  const seen: { event: string; data: Record<string, unknown> }[] = [];
  const reading = (async () => {
    let buffered = "";
    for await (const text of answer.body!.pipeThrough(new TextDecoderStream())) {
      buffered += text;
      const messages = buffered.split("\n\n");
      buffered = messages.pop()!;
      for (const message of messages) {
        const event = /^event: (.*)$/m.exec(message)?.[1];
        const data = /^data: (.*)$/m.exec(message)?.[1];
        if (event !== undefined) seen.push({ event, data: JSON.parse(data!) });
      }
    }
  })().catch(() => {});
  const status = async () => {
    const { boards } = await get(viewer, "/api/boards", boardsReply);
    return boards.find(({ boardId }) => boardId === "live")?.status;
  };
  await using live = await LiveBoard.start(dir.path, "duckdb");
  // Once for its coming, and again for its rows.
  const told = await until(() =>
    Promise.resolve(seen.filter(({ event }) => event === "board").at(1))
  );
  assertEquals(told.data, { id: "live", live: true });
  assertEquals(await status(), "running");
  const before = seen.filter(({ event }) => event === "boards").length;
  await live.kill();
  await until(async () => await status() === "crashed" ? true : undefined);
  await until(() =>
    Promise.resolve(seen.filter(({ event }) => event === "boards").length > before || undefined)
  );
  stop.abort();
  await reading;
});
