import { assertEquals, assertStringIncludes } from "@std/assert";
import { Board } from "../../../mod.ts";
import { openBoard, openBoards } from "../../../reader/mod.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { boardReply } from "../../../viewer/protocol/board.ts";
import { annotate, get, viewerOf } from "../../viewer/server/support/viewer_client.ts";
import { kobo } from "../support/kobo.ts";

Deno.test("kobo edit, the viewer, the reader and SQL have one truth of a run", async () => {
  using dir = new TempDir();
  for (const boardId of ["one", "two"]) {
    const board = new Board({
      name: boardId,
      boardId,
      baseDir: dir.path,
      backend: "parquet",
      group: "g",
      tags: ["a", "b"],
      notes: "script",
    });
    board.log({ loss: 1 });
    await board.finish();
  }
  const base = ["--dir", dir.path];
  await using viewer = viewerOf(dir.path);
  // Two that change different fields do not undo each other.
  await annotate(viewer, "one", { addTags: ["c"], title: "Title" });
  const edited = await kobo([
    ...["edit", "one", ...base, "--tag", "d", "--tag", "e", "--untag", "a"],
    ...["--group", "h", "--notes", ""],
  ]);
  assertEquals([edited.code, edited.stderr], [0, ""]);
  assertStringIncludes(edited.stdout, 'one  title "Title"; group "h"; tags "b", "c", "d", "e"');
  const wanted = { title: "Title", group: "h", tags: ["b", "c", "d", "e"], hidden: false };
  const { annotations } = await get(viewer, "/api/boards/one", boardReply);
  assertEquals(annotations, wanted);
  await using reader = await openBoard(dir.join("one"));
  assertEquals([reader.title, reader.group, reader.tags, reader.notes, reader.hidden], [
    ...["Title", "h", wanted.tags, null, false],
  ]);
  await using all = await openBoards(dir.path);
  const { rows } = await all.sql(
    `SELECT title, "group", tags, notes FROM runs ORDER BY board_id`,
  );
  assertEquals(rows, [["Title", "h", wanted.tags, null], [null, "g", ["a", "b"], "script"]]);

  const listed = await kobo([
    "list",
    ...base,
    "--group",
    "h",
    "--tag",
    "b",
    "--tag",
    "e",
    "--json",
  ]);
  const [one, ...others] = JSON.parse(listed.stdout);
  assertEquals([one.board_id, one.title, one.group, one.tags, one.notes, others.length], [
    ...["one", "Title", "h", wanted.tags, null, 0],
  ]);
  const { stdout } = await kobo(["list", ...base]);
  assertStringIncludes(stdout, "GROUP");
  assertStringIncludes(stdout, "b, c, d, e");
  const shown = await kobo(["show", "one", ...base]);
  assertStringIncludes(shown.stdout, "tags      b, c, d, e");
  assertStringIncludes(shown.stdout, "group     h");

  const both = await kobo(["edit", "all", ...base, "--tag", "x", "--hide", "--json"]);
  assertEquals(JSON.parse(both.stdout), [
    {
      board_id: "two",
      title: null,
      group: "g",
      notes: "script",
      tags: ["a", "b", "x"],
      hidden: true,
    },
    { board_id: "one", notes: null, ...wanted, tags: [...wanted.tags, "x"], hidden: true },
  ]);
  // No board has changed for it.
  assertEquals(reader.metadata.tags, ["a", "b"]);
});

Deno.test("kobo edit refuses what it cannot do before it changes anything", async () => {
  using dir = new TempDir();
  await new Board({ name: "n", boardId: "one", baseDir: dir.path }).finish();
  const cases: [string[], number, string][] = [
    [["one"], 2, "expected at least one of --title"],
    [["one", "--tag", ""], 2, "Expected a tag of 1 to 100 characters"],
    [["one", "--title", "x".repeat(501)], 2, "Expected a text of at most 500 characters"],
    [["none", "--tag", "x"], 1, "no id begins with it"],
  ];
  const ends = await Promise.all(cases.map(([args]) => kobo(["edit", "--dir", dir.path, ...args])));
  for (const [index, [, code, message]] of cases.entries()) {
    assertEquals(ends[index]?.code, code);
    assertStringIncludes(ends[index]?.stderr ?? "", message);
  }
  assertEquals([...Deno.readDirSync(dir.path)].map(({ name }) => name), ["one"]);
});
