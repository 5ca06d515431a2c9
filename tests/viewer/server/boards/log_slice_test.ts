import { assert, assertEquals } from "@std/assert";
import { logReply } from "../../../../viewer/protocol/logs.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { get, viewerOf } from "../support/viewer_client.ts";

Deno.test("GET /api/boards/:id/logs/:which follows a log by its bytes", async () => {
  using dir = new TempDir();
  const board = dir.join("board", "logs");
  Deno.mkdirSync(board, { recursive: true });
  await using viewer = viewerOf(dir.path);
  const read = (offset?: number, which = "output") =>
    get(
      viewer,
      `/api/boards/board/logs/${which}${offset === undefined ? "" : `?offset=${offset}`}`,
      logReply,
    );
  assertEquals(await read(), { text: "", offset: 0, size: 0, reset: false });
  const path = `${board}/output.log`;
  const lines = "first\n[STDERR] zwölf 🐟\nthird\n";
  const size = new TextEncoder().encode(lines).length;
  Deno.writeTextFileSync(path, lines);
  assertEquals(await read(), { text: lines, offset: size, size, reset: false });
  assertEquals((await read(6)).text, lines.slice(6));
  assertEquals(await read(size), { text: "", offset: size, size, reset: false });
  assertEquals((await read(-10)).text, "third\n");
  assertEquals((await read(-10_000)).text, lines);
  assertEquals(await read(size + 1), { text: lines, offset: size, size, reset: true });
  // A character that is not whole yet waits for its end.
  Deno.writeFileSync(path, new TextEncoder().encode(lines).slice(0, 24));
  const cut = await read(6);
  assertEquals([cut.text, cut.size], ["[STDERR] zwölf ", 24]);
  Deno.writeTextFileSync(path, lines);
  assertEquals(cut.text + (await read(cut.offset)).text, lines.slice(6));
  // More than one answer holds.
  Deno.writeTextFileSync(path, "äöü 🐟\n".repeat(300_000));
  let [text, offset, answers] = ["", 0, 0];
  for (;;) {
    const reply = await read(offset);
    text += reply.text;
    offset = reply.offset;
    answers++;
    if (offset === reply.size) break;
  }
  assertEquals(text, "äöü 🐟\n".repeat(300_000));
  assert(answers > 3);
});
