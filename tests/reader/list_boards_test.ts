import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { BoardNotFoundError, BoardReadError, listBoards, resolveBoard } from "../../reader/mod.ts";
import { OpenBoards } from "../board/open_boards.ts";

Deno.test("listBoards() and resolveBoard() find boards, broken ones too", async () => {
  await using boards = new OpenBoards();
  for (const [i, backend] of (["duckdb", "parquet", "memory"] as const).entries()) {
    const board = boards.open({ backend, name: backend, boardId: `2026_${i}_${backend}` });
    board.logImages("image", [{ data: new Uint8Array(4), width: 2, height: 2 }]);
    board.log({ a: 1, b: true });
    await board.finish();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const broken = boards.dir.join("2026_broken");
  Deno.mkdirSync(broken);
  Deno.writeTextFileSync(join(broken, "metadata.json"), "{");
  const newer = boards.dir.join("2026_newer");
  Deno.mkdirSync(newer);
  Deno.writeTextFileSync(join(newer, "metadata.json"), '{"format_version": 2}');
  Deno.mkdirSync(boards.dir.join("notes"));
  Deno.writeTextFileSync(boards.dir.join("a file"), "");

  const listed = await listBoards(boards.dir.path);
  assertEquals(listed.map(({ boardId, status }) => [boardId, status]), [
    ["2026_2_memory", "finished"],
    ["2026_1_parquet", "finished"],
    ["2026_0_duckdb", "finished"],
    ["2026_newer", "broken"],
    ["2026_broken", "broken"],
  ]);
  const [memory, parquet, duckdb, newerListed, brokenListed] = listed;
  const counts = { steps: 2, metrics: 2, media: 1, tables: 0, histograms: 0 };
  assertEquals([memory!.counts, parquet!.counts, duckdb!.counts], [null, counts, counts]);
  assert(duckdb!.sizeBytes > 1000 && duckdb!.finishedAt! >= duckdb!.createdAt!);
  assert(newerListed!.problems[0]!.includes("format version 2"), newerListed!.problems[0]);
  assert(brokenListed!.problems[0]!.includes("not JSON"), brokenListed!.problems[0]);
  assertEquals((await listBoards(boards.dir.path, { counts: false }))[1]!.counts, null);
  // The newest of those that are wanted, each of which is looked at once.
  const seen: string[] = [];
  const where = ({ boardId, status }: { boardId: string; status: string }) => {
    seen.push(boardId);
    return status === "finished" && boardId !== "2026_2_memory";
  };
  const newest = await listBoards(boards.dir.path, { where, limit: 1 });
  assertEquals([newest.map(({ boardId }) => boardId), seen.length], [["2026_1_parquet"], 5]);
  assertEquals(newest[0]!.counts, counts);
  assertEquals(await listBoards(boards.dir.path, { limit: 0 }), []);
  await assertRejects(() => listBoards(boards.dir.path, { limit: -1 }), RangeError, "received -1");
  await assertRejects(() => listBoards(boards.dir.join("none")), BoardReadError);

  // The newest one is in memory: its rows cannot be read.
  assertEquals(await resolveBoard(boards.dir.path, "latest"), parquet!.boardDir);
  assertEquals(await resolveBoard(boards.dir.path, "2026_1"), parquet!.boardDir);
  assertEquals(await resolveBoard(boards.dir.path, "2026_0_duckdb"), duckdb!.boardDir);
  const ambiguous = await assertRejects(
    () => resolveBoard(boards.dir.path, "2026_"),
    BoardNotFoundError,
  );
  assertEquals(ambiguous.candidates.length, 5);
  for (const id of ["nothing", "", "../2026_1", "notes"]) {
    await assertRejects(() => resolveBoard(boards.dir.path, id), BoardNotFoundError);
  }
});

Deno.test("listBoards() looks only at what is asked for", async () => {
  await using boards = new OpenBoards();
  for (const boardId of ["one", "two"]) {
    const board = boards.open({ boardId });
    board.log({ value: 1 });
    await board.finish();
  }
  const [plain] = await listBoards(boards.dir.path, {
    where: ({ boardId }) => boardId === "one",
    counts: false,
    sizes: false,
  });
  assertEquals([plain!.boardId, plain!.counts, plain!.sizeBytes], ["one", null, 0]);
  const [counted, ...others] = await listBoards(boards.dir.path, {
    where: ({ boardId }) => boardId === "one",
  });
  assertEquals([counted!.boardId, counted!.counts?.steps, others], ["one", 1, []]);
  assert(counted!.sizeBytes > 1000);
});
