import { assert, assertEquals } from "@std/assert";
import { logReply } from "../../../../viewer/protocol/logs.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { get as getReply, viewerOf } from "../support/viewer_client.ts";

Deno.test("GET /api/boards/:id/logs/:which follows a log by its bytes", async () => {
  using dir = new TempDir();
  const board = dir.join("board", "logs");
  Deno.mkdirSync(board, { recursive: true });
  await using viewer = viewerOf(dir.path);
  const get = (query: string) =>
    getReply(viewer, `/api/boards/board/logs/output${query}`, logReply);
  const read = (offset?: number) => get(offset === undefined ? "" : `?offset=${offset}`);
  const readBefore = (before: number) => get(`?before=${before}`);
  assertEquals(await read(), { text: "", begin: 0, offset: 0, size: 0, reset: false });
  const path = `${board}/output.log`;
  const lines = "first\n[STDERR] zwölf 🐟\nthird\n";
  const size = new TextEncoder().encode(lines).length;
  Deno.writeTextFileSync(path, lines);
  assertEquals(await read(), { text: lines, begin: 0, offset: size, size, reset: false });
  assertEquals((await read(6)).text, lines.slice(6));
  assertEquals(await read(size), { text: "", begin: size, offset: size, size, reset: false });
  assertEquals((await read(-10)).text, "third\n");
  assertEquals((await read(-10_000)).text, lines);
  assertEquals(await read(size + 1), { text: lines, begin: 0, offset: size, size, reset: true });
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
  // Backwards, by the bytes where the text before begins.
  const parts: string[] = [];
  for (let before = (await read(-1)).offset; before > 0;) {
    const reply = await readBefore(before);
    assertEquals([reply.offset, reply.reset], [before, false]);
    assert(reply.begin < before && reply.begin % 12 === 0, `begins at ${reply.begin}`);
    parts.unshift(reply.text);
    before = reply.begin;
  }
  assertEquals(parts.join(""), "äöü 🐟\n".repeat(300_000));
  assertEquals((await readBefore(3_600_001)).reset, true);
  // A line that is longer than an answer begins with a whole character.
  Deno.writeTextFileSync(path, "🐟".repeat(300_000));
  assertEquals(
    await readBefore(1_200_000 - 4),
    {
      text: "🐟".repeat(2 ** 18),
      begin: 1_200_000 - 4 - 2 ** 20,
      offset: 1_200_000 - 4,
      size: 1_200_000,
      reset: false,
    },
  );
  // What is no UTF-8 counts as many bytes as it has.
  Deno.writeFileSync(path, Uint8Array.of(0xff, 0xff, 10, 0x80, 97, 10));
  assertEquals(await readBefore(6), {
    text: "\ufffd\ufffd\n\ufffda\n",
    begin: 0,
    offset: 6,
    size: 6,
    reset: false,
  });
  assertEquals((await read(-4)).begin, 3);
});
