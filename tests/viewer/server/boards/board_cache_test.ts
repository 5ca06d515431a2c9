import { assert, assertEquals } from "@std/assert";
import { boardsReply } from "../../../../viewer/protocol/boards.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { ForgedBoard, worldIn } from "../../../hostile/support/forgery.ts";
import { HOSTILE } from "../support/hostile_names.ts";
import { makeBoards } from "../support/viewer_boards.ts";
import {
  annotate,
  BACKENDS,
  boardsWhenComplete,
  get,
  viewerOf,
  viewerOfBoards,
} from "../support/viewer_client.ts";

Deno.test("GET /api/boards lists all boards with last and best values", async () => {
  await using viewer = await viewerOfBoards();
  const { boards, version } = await boardsWhenComplete(viewer);
  assertEquals(boards.map(({ boardId }) => boardId), [
    "one_parquet",
    "full_parquet",
    "one_duckdb",
    "full_duckdb",
  ]);
  for (const backend of BACKENDS) {
    const info = boards.find(({ boardId }) => boardId === `full_${backend}`)!;
    assertEquals(info.status, "finished");
    assertEquals(info.metadata?.name, HOSTILE.name);
    assertEquals(info.metadata?.config, { lr: 0.01, note: HOSTILE.name });
    assertEquals(info.problems, []);
    assert(info.sizeBytes > 1000);
    assertEquals(info.metricNames.slice(0, 3), ["loss", "train/accuracy", HOSTILE.metric]);
    assertEquals(info.last.loss, 1 / 300);
    assertEquals(info.best.loss, { min: 1 / 300, max: 1 });
    assertEquals(info.last.note, "step 299");
    assertEquals(info.last.ok, false);
    assertEquals(Object.getOwnPropertyDescriptor(info.last, "__proto__")?.value, 2);
    assertEquals(info.counts?.histograms, 20);
    assertEquals(info.counts?.tables, 2);
    assertEquals(info.annotations, { tags: [], hidden: false });
  }
  const same = await fetch(new URL(`/api/boards?since=${version}`, viewer.url));
  assertEquals(same.status, 204);
});

Deno.test("GET /api/boards?since= gives what came, changed and went, and nothing else", async () => {
  using dir = await makeBoards();
  await using viewer = viewerOf(dir.path);
  const { version, removed, boards } = await boardsWhenComplete(viewer);
  assertEquals([boards.length, removed], [4, null]);
  const news = async (since: string) => {
    const { boards, removed, version } = await get(
      viewer,
      `/api/boards?since=${since}`,
      boardsReply,
    );
    return { ids: boards.map(({ boardId }) => boardId), removed, version };
  };
  await annotate(viewer, "one_duckdb", { title: "x" });
  const annotated = await news(version);
  assertEquals([annotated.ids, annotated.removed], [["one_duckdb"], []]);
  Deno.renameSync(dir.join("one_parquet"), dir.join("renamed"));
  const renamed = await news(annotated.version);
  assertEquals([renamed.ids, renamed.removed], [["renamed"], ["one_parquet"]]);
  // Whoever knows less is told all of it at once.
  const both = await news(version);
  assertEquals([both.ids, both.removed], [["renamed", "one_duckdb"], ["one_parquet"]]);
  Deno.renameSync(dir.join("renamed"), dir.join("one_parquet"));
  const back = await news(version);
  assertEquals([back.ids, back.removed], [["one_parquet", "one_duckdb"], ["renamed"]]);
  // A version of another process, or none at all.
  for (const since of ["00000000-3", "x", `${version}9999`]) {
    const { ids, removed } = await news(since);
    assertEquals([ids.length, removed], [4, null], since);
  }
});

Deno.test("GET /api/boards reads the metadata of a run once, as long as they are the same and it seems to run", async () => {
  using dir = new TempDir();
  const board = new ForgedBoard(dir.join("sent"), worldIn(dir)).metadata({ name: "first" })
    .file("sync.json", "{}");
  await using viewer = viewerOf(dir.path);
  const shown = async () => {
    const { boards: [info] } = await boardsWhenComplete(viewer);
    return [info?.metadata?.name, info?.status];
  };
  assertEquals(await shown(), ["first", "running"]);
  // To nobody who looks at size and time alone it is another one.
  const path = board.path("metadata.json");
  const { mtime } = Deno.statSync(path);
  const text = Deno.readTextFileSync(path).replace("first", "other");
  Deno.writeTextFileSync(path, text);
  Deno.utimeSync(path, mtime!, mtime!);
  assertEquals(await shown(), ["first", "running"]);
  Deno.writeTextFileSync(path, text.replace("other", "later again"));
  assertEquals(await shown(), ["later again", "running"]);
  board.remove("sync.json");
  assertEquals(await shown(), ["later again", "crashed"]);
});
