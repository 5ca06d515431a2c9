import { assert, assertEquals } from "@std/assert";
import { Board } from "@kohakuboard/client";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { boardReply } from "../../../../viewer/protocol/board.ts";
import { cutText } from "../../../../viewer/protocol/cut_text.ts";
import { cutJson } from "../../../../viewer/server/boards/cut_json.ts";
import { at, boardsWhenComplete, get, viewerOf } from "../support/viewer_client.ts";

Deno.test("cutText() keeps 1,000 characters, and no half of one", () => {
  for (const text of ["", "a", "a".repeat(1000)]) assertEquals(cutText(text), text);
  assertEquals(cutText("a".repeat(1001)), `${"a".repeat(1000)}…`);
  assertEquals(cutText(`${"a".repeat(999)}🐟`), `${"a".repeat(999)}…`);
});

Deno.test("cutJson() leaves what is short as it is, and says whether anything was left out", () => {
  const value = { a: [1, null, true, "x", { __proto__: 1 }], ["__proto__"]: { b: {} }, c: [] };
  assertEquals(cutJson(value), { value, isCut: false });
  assertEquals(cutJson({ a: "x".repeat(2000) }), {
    value: { a: `${"x".repeat(1000)}…` },
    isCut: true,
  });
  const many = cutJson(Array.from({ length: 1_000_000 }, (_, index) => index));
  assertEquals([many.isCut, many.value.length < 10_001], [true, true]);
  const long = cutJson({ [`${"k".repeat(5000)}`]: 1 });
  assertEquals([long.isCut, Object.keys(long.value)[0]?.length], [true, 1001]);
  const deep: { value: unknown } = { value: 1 };
  for (let depth = 0; depth < 20_000; depth++) deep.value = [deep.value];
  const { value: cut, isCut } = cutJson(deep);
  assert(isCut && JSON.stringify(cut).length < 300);
});

Deno.test("GET /api/boards has the beginning of long texts, GET /api/boards/:id all of the metadata", async () => {
  using dir = new TempDir();
  const text = "long ".repeat(10_000);
  const board = new Board({
    name: text,
    boardId: "long",
    baseDir: dir.path,
    config: { prompt: text, nested: { list: [text] } },
  });
  board.log({ note: text, loss: 1 });
  await board.finish();
  await using viewer = viewerOf(dir.path);
  const info = at((await boardsWhenComplete(viewer)).boards, 0);
  const beginning = `${text.slice(0, 1000)}…`;
  assertEquals(info.metadata?.name, beginning);
  assertEquals(info.metadata?.config, { prompt: beginning, nested: { list: [beginning] } });
  assertEquals([info.last.note, info.last.loss, info.isCut], [beginning, 1, true]);
  const { metadata } = await get(viewer, "/api/boards/long", boardReply);
  assertEquals(metadata?.config, { prompt: text, nested: { list: [text] } });
});
