import { assert, assertEquals, assertMatch } from "@std/assert";
import { listBoards, openBoards } from "../../reader/mod.ts";
import { differentFields } from "../../cli/boards/board_fields.ts";
import { sealJson } from "../../format/sealed_json.ts";
import { displayWidth } from "../../cli/text/display_width.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { ForgedBoard, METADATA, worldIn } from "./support/forgery.ts";
import { makeSoundBoards } from "./support/sound_boards.ts";

Deno.test("of boards with the largest metadata each, as many are listed as memory has room for", async () => {
  using dir = new TempDir();
  const world = worldIn(dir);
  await makeSoundBoards(world.sound);
  for (let index = 0; index < 12; index++) {
    const bytes = 2 ** 20 * (4 + index);
    new ForgedBoard(`${world.sound}/large_${index}`, world)
      .metadata({ status: "finished", config: { a: "x".repeat(bytes) } });
  }
  const listed = await listBoards(world.sound, { counts: false, sizes: false });
  const letGo = listed.filter(({ metadata }) => metadata === null);
  assertEquals(letGo.map(({ boardId, status }) => `${boardId} ${status}`).sort(), [
    "large_10 broken",
    "large_11 broken",
    "large_8 broken",
    "large_9 broken",
  ]);
  for (const { problems } of letGo) {
    assertMatch(
      problems.join(),
      /metadata\.json takes about 1.* MB of memory.*open this board alone/,
    );
  }
  assertEquals(
    listed.filter(({ boardId }) => ["duckdb", "parquet"].includes(boardId)).map((board) =>
      board.metadata?.name
    ),
    ["sound", "sound"],
  );
  await using boards = await openBoards(world.sound);
  const { rows } = await boards.sql("SELECT count(*)::INTEGER FROM runs WHERE name = 'sound'");
  assertEquals(rows, [[2]]);

  const dirs = listed.map(({ boardDir }) => boardDir);
  await using named = await openBoards(dirs);
  const unread = named.boards.filter(({ metadata }) => metadata === null);
  assertEquals(
    unread.map(({ boardId }) => boardId).sort(),
    letGo.map(({ boardId }) => boardId).sort(),
  );
});

Deno.test("metadata for which there is no room are not parsed, and the others once", async () => {
  using dir = new TempDir();
  const world = worldIn(dir);
  await makeSoundBoards(world.sound);
  const large = "x".repeat(10 * 2 ** 20);
  for (let index = 0; index < 10; index++) {
    new ForgedBoard(`${world.sound}/large_${index}`, world).copyOf("duckdb")
      .file("metadata.json", sealJson({ ...METADATA, status: "finished", config: { large } }));
  }
  const { parse } = JSON;
  let parsed = 0;
  JSON.parse = (text, reviver) => {
    if (text.length > large.length) parsed++;
    return parse(text, reviver);
  };
  try {
    const listed = await listBoards(world.sound);
    assertEquals(listed.filter(({ metadata }) => metadata === null).length, 4);
    assertEquals(listed.filter(({ counts }) => counts === null), []);
  } finally {
    JSON.parse = parse;
  }
  assertEquals(parsed, 6);
});

Deno.test("a config of very many values is not compared with those of other runs", async () => {
  using dir = new TempDir();
  const world = worldIn(dir);
  await makeSoundBoards(world.sound);
  const wide = Object.fromEntries(Array.from({ length: 150_000 }, (_, index) => [`k${index}`, 1]));
  for (const [index, id] of ["wide_0", "wide_1", "a", "b"].entries()) {
    const config = id.startsWith("wide") ? { ...wide, lr: index } : { lr: index, same: 1 };
    new ForgedBoard(`${world.sound}/${id}`, world).metadata({ status: "finished", config });
  }
  const listed = await listBoards(world.sound, { counts: false, sizes: false });
  assertEquals(listed.length, 6);
  assertEquals(differentFields(listed).map(({ name }) => name), ["lr"]);
});

Deno.test("displayWidth() of a very long text is more than any terminal has", () => {
  const text = "é".repeat(7_000_000);
  assert(displayWidth(text) > 1_000_000);
});
