import { assert, assertEquals, assertRejects } from "@std/assert";
import type { BoardInfo } from "../../../../viewer/protocol/api.ts";
import { boardReply } from "../../../../viewer/protocol/board.ts";
import { boardsReply } from "../../../../viewer/protocol/boards.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { HOSTILE } from "../support/hostile_names.ts";
import { makeBoards } from "../support/viewer_boards.ts";
import { annotate, get, viewerOf } from "../support/viewer_client.ts";

Deno.test("GET /api/boards has no more of annotations than the page could have written", async () => {
  using dir = await makeBoards();
  Deno.mkdirSync(dir.join(".kobo"));
  const text = "x".repeat(1_000_000);
  const stored = { title: text, notes: text, tags: Array(1000).fill(text.slice(0, 1000)) };
  Deno.writeTextFileSync(
    dir.join(".kobo", "annotations.json"),
    JSON.stringify({ version: 1, boards: { one_duckdb: stored } }),
  );
  await using viewer = viewerOf(dir.path);
  const { boards } = await get(viewer, "/api/boards", boardsReply);
  const { title, notes, tags } =
    boards.find(({ boardId }) => boardId === "one_duckdb")!.annotations;
  assertEquals([title?.length, notes?.length, tags.length], [500, 20_000, 50]);
  // What somebody wrote by hand stays in the file, whatever else is changed.
  await annotate(viewer, "one_duckdb", { hidden: true });
  const file = JSON.parse(Deno.readTextFileSync(dir.join(".kobo", "annotations.json")));
  assertEquals(file.boards.one_duckdb, { ...stored, hidden: true });
});

Deno.test("PATCH /api/boards/:id keeps annotations beside the boards", async () => {
  using dir = await makeBoards();
  await using viewer = viewerOf(dir.path);
  const path = "/api/boards/one_duckdb";
  await annotate(viewer, "one_duckdb", { title: " A title ", tags: ["a", " b ", "a"] });
  await annotate(viewer, "one_duckdb", { notes: HOSTILE.name, hidden: true });
  const wanted = { tags: ["a", "b"], hidden: true, title: "A title", notes: HOSTILE.name };
  assertEquals((await get(viewer, path, boardReply)).annotations, wanted);
  const listed = await get(viewer, "/api/boards", boardsReply);
  const of = (list: readonly BoardInfo[], id: string) =>
    list.find(({ boardId }) => boardId === id)!.annotations;
  assertEquals(of(listed.boards, "one_duckdb"), wanted);
  assertEquals(of(listed.boards, "one_parquet"), { tags: [], hidden: false });
  const file = JSON.parse(Deno.readTextFileSync(dir.join(".kobo", "annotations.json")));
  const { changed_at: times, ...kept } = file.boards.one_duckdb;
  assertEquals([file.version, Object.keys(file.boards), kept], [1, ["one_duckdb"], wanted]);
  // When each was changed, for where boards meet.
  assertEquals([Object.keys(times).sort(), Object.keys(times.tags).sort()], [
    ["notes", "tags", "title"],
    ["a", "b"],
  ]);
  assert(times.notes > times.title);
  const own = [...Deno.readDirSync(dir.join(".kobo"))].map(({ name }) => name);
  assertEquals(own.filter((name) => name.includes("tmp")), []);
  // Nothing was written to the board.
  assertEquals(
    [...Deno.readDirSync(dir.join("one_duckdb"))].map(({ name }) => name).sort(),
    ["data", "file_checksums.json", "logs", "metadata.backup.json", "metadata.json"],
  );
  // Another viewer sees it, and what it changes.
  await using other = viewerOf(dir.path);
  await annotate(other, "one_parquet", { tags: ["c"] });
  await annotate(viewer, "one_duckdb", { title: "", hidden: false });
  const { boards: last } = await get(other, "/api/boards", boardsReply);
  assertEquals(of(last, "one_parquet"), { tags: ["c"], hidden: false });
  assertEquals(of(last, "one_duckdb"), { tags: ["a", "b"], hidden: false, notes: HOSTILE.name });
  // A file that we do not understand is not overwritten.
  Deno.writeTextFileSync(dir.join(".kobo", "annotations.json"), "{ mine");
  await assertRejects(() => annotate(viewer, "one_duckdb", { title: "x" }), Error, "mend it");
  assertEquals(Deno.readTextFileSync(dir.join(".kobo", "annotations.json")), "{ mine");
  assertEquals((await get(viewer, "/api/boards", boardsReply)).boards.length, 4);
  for (const body of [{ tags: "a" }, { tags: [""] }, { hidden: 1 }, { title: 1 }, { nothing: 1 }]) {
    await assertRejects(() => annotate(viewer, "one_duckdb", body), Error, "bad_request");
  }
});

Deno.test("PATCH /api/boards/:id keeps what another window wrote meanwhile", async () => {
  using dir = await makeBoards();
  await using viewer = viewerOf(dir.path);
  const id = "one_duckdb";
  await annotate(viewer, id, { title: "old", notes: "old", tags: ["a", "b"] });
  // Two windows that both opened the board now.
  await annotate(viewer, id, { notes: "first", was: { notes: "old" }, addTags: ["c"] });
  const merged = await annotate(viewer, id, {
    title: "new",
    was: { title: "old" },
    addTags: ["d", "a"],
    removeTags: ["b"],
  });
  assertEquals(merged, { title: "new", notes: "first", tags: ["a", "c", "d"], hidden: false });
  const second = { notes: "second", was: { notes: "old" }, addTags: ["e"], hidden: true };
  await assertRejects(
    () => annotate(viewer, id, second),
    Error,
    'meanwhile somebody changed them to \\"first\\"',
  );
  const { annotations } = await get(viewer, `/api/boards/${id}`, boardReply);
  assertEquals(annotations, merged); // Nothing of it was saved.
  await annotate(viewer, id, { notes: "first", was: { notes: "old" } }); // Both wrote the same.
  const saved = await annotate(viewer, id, { ...second, was: { notes: "first" } });
  assertEquals(saved, { title: "new", notes: "second", tags: ["a", "c", "d", "e"], hidden: true });
  await assertRejects(
    () => annotate(viewer, id, { addTags: Array.from({ length: 47 }, (_, i) => `tag_${i}`) }),
    Error,
    "expected at most 50, received 51",
  );
});

Deno.test("two processes that annotate boards of one folder keep each other's changes", async () => {
  using dir = new TempDir();
  const COUNT = 200;
  const script = new URL("../fixtures/annotate_often.ts", import.meta.url).href;
  const children = ["one", "two"].map((name) =>
    new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "-q", "--no-check", script, dir.path, "board", name, String(COUNT)],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
      signal: AbortSignal.timeout(60_000),
    }).spawn()
  );
  // Both have loaded what they need.
  for (const { stdout } of children) {
    await stdout.getReader({ mode: "byob" }).read(new Uint8Array(9));
  }
  for (const { stdin } of children) {
    const writer = stdin.getWriter();
    await writer.write(new Uint8Array(1));
    await writer.close();
  }
  for (const { status } of children) assertEquals((await status).code, 0);
  const { boards } = JSON.parse(Deno.readTextFileSync(dir.join(".kobo", "annotations.json")));
  const tags = Object.values<{ tags: string[] }>(boards).flatMap(({ tags }) => tags);
  const wanted = ["one", "two"].flatMap((name) =>
    Array.from({ length: COUNT }, (_, i) => `${name} ${i}`)
  );
  assertEquals(tags.toSorted(), wanted.toSorted());
  assertEquals([...Deno.readDirSync(dir.join(".kobo"))].map(({ name }) => name), [
    "annotations.json",
  ]);
});
