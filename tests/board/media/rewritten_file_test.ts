import { assert, assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { createHash } from "node:crypto";
import { Media, Table } from "../../../mod.ts";
import { openBoard } from "../../../reader/mod.ts";
import { OpenBoards } from "../open_boards.ts";

/** A GIF of one pixel, and what tells it from others. */
function gif(mark: string | number): Uint8Array {
  const text = `GIF89a\u0001\u0000\u0001\u0000\u0080\u0000\u0000${mark}`;
  return new TextEncoder().encode(text);
}

const hashOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

Deno.test("a file that is logged by its path is kept as it was at the call", async () => {
  await using boards = new OpenBoards();
  for (const backend of ["duckdb", "parquet"] as const) {
    const path = boards.dir.join(`${backend}.gif`);
    const link = boards.dir.join(`${backend}_link.gif`);
    Deno.symlinkSync(path, link);
    const board = boards.open({ backend });
    const expected: string[] = [];
    for (let i = 0; i < 40; i++) {
      Deno.writeFileSync(path, gif(i));
      if (i % 2 === 0) board.logImages("plot", i % 4 === 0 ? path : new URL(`file://${link}`));
      else board.log({ plots: new Table([{ image: new Media(path) }]) });
      expected.push(hashOf(gif(i)));
      // What scripts do next: write the file anew in its place, empty it, or remove or replace it.
      if (i % 5 === 0) Deno.writeFileSync(path, new Uint8Array());
      if (i % 5 === 1) Deno.removeSync(path);
      if (i % 5 === 2) {
        Deno.writeFileSync(`${path}.tmp`, gif("next"));
        Deno.renameSync(`${path}.tmp`, path);
      }
    }
    Deno.removeSync(path, { recursive: true });
    await board.finish();
    await using reader = await openBoard(board.boardDir);
    const media = await reader.media();
    assertEquals(media.map(({ mediaId }) => mediaId), expected, backend);
    for (const [index, { path }] of media.entries()) {
      assertEquals(hashOf(Deno.readFileSync(path!)), expected[index]);
    }
  }
});

Deno.test("a large file that changes before it is copied has a row that says so, never other content", async () => {
  await using boards = new OpenBoards();
  const script = fromFileUrl(new URL("./fixtures/rewrite_file.ts", import.meta.url));
  const config = fromFileUrl(new URL("../../../deno.json", import.meta.url));
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", `--config=${config}`, script, boards.dir.path],
    signal: AbortSignal.timeout(60_000),
  }).output();
  const [stdout, stderr] = [output.stdout, output.stderr].map((bytes) =>
    new TextDecoder().decode(bytes)
  ) as [string, string];
  assertEquals(output.code, 0, stderr);
  await using reader = await openBoard(stdout.trim());
  const content = new Uint8Array(6e6);
  content.set(new TextEncoder().encode("\0\0\0\x18ftypisom\0\0\x02\0isomiso2"));
  const media = await reader.media();
  assertEquals(media.length, 12);
  let changed = 0;
  for (const [i, { mediaId, caption }] of media.entries()) {
    if (mediaId === null) {
      assertMatch(caption!, /was changed after it was logged|cannot be read/);
      assertMatch(stderr, new RegExp(`Cannot keep the video "epoch" of step ${i}: The file `));
      changed++;
    } else assertEquals(mediaId, hashOf(content.fill(i + 1, 100)), `step ${i}`);
  }
  assert(changed > 0, "no file changed before it was copied");
});
