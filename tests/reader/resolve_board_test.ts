import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { BoardNotFoundError, BoardReadError, resolveBoard } from "../../reader/mod.ts";
import { TempDir } from "../../testing/temp_dir.ts";

/** Boards of these ids, from the oldest to the newest. */
function makeBoards(dir: TempDir, ids: readonly string[]): void {
  for (const [day, id] of ids.entries()) {
    Deno.mkdirSync(dir.join(id));
    const created_at = new Date(Date.UTC(2026, 0, 1 + day)).toISOString();
    const metadata = { name: id, format_version: 1, backend: "duckdb", created_at };
    Deno.writeTextFileSync(join(dir.join(id), "metadata.json"), JSON.stringify(metadata));
  }
}

Deno.test("resolveBoard() finds a board by its id, a beginning of it, or as the latest", async () => {
  using dir = new TempDir();
  makeBoards(dir, ["run_1", "run_10", "other", "latest_not"]);
  const cases = {
    run_1: "run_1", // Although run_10 begins so too.
    run_10: "run_10",
    o: "other",
    latest: "latest_not",
    latest_: "latest_not",
  };
  for (const [given, id] of Object.entries(cases)) {
    assertEquals(await resolveBoard(dir.path, given), dir.join(id), given);
  }
  makeBoards(dir, ["latest"]);
  assertEquals(await resolveBoard(dir.path, "latest"), dir.join("latest"), "an id comes first");
});

Deno.test("resolveBoard() names the boards that there are, newest first", async () => {
  using dir = new TempDir();
  makeBoards(dir, Array.from({ length: 12 }, (_, i) => `run_${i}`));
  const refused = async (id: string) => {
    const { message, candidates } = await assertRejects(
      () => resolveBoard(dir.path, id),
      BoardNotFoundError,
    );
    return { reason: message.slice(message.indexOf(": ") + 2), candidates };
  };
  assertEquals(await refused("run"), {
    reason: "it is the beginning of 12: run_11, run_10, run_9, run_8, run_7, run_6, run_5, " +
      "run_4, run_3, run_2 and 2 more",
    candidates: Array.from({ length: 12 }, (_, i) => `run_${11 - i}`),
  });
  const { reason, candidates } = await refused("walk");
  assertEquals(
    reason,
    "no id begins so; there are run_11, run_10, run_9, run_8, run_7, run_6, run_5, run_4, run_3, " +
      "run_2 and 2 more",
  );
  assertEquals(candidates.length, 12);
  assertEquals((await refused("")).reason, reason, "an empty beginning is none");
});

Deno.test("resolveBoard() says that there are no boards, and no folder", async () => {
  using dir = new TempDir();
  const error = await assertRejects(() => resolveBoard(dir.path, "latest"), BoardNotFoundError);
  assertEquals(
    error.message,
    `Cannot find the board "latest" in ${dir.path}: there are no boards`,
  );
  assertEquals(error.candidates, []);
  await assertRejects(() => resolveBoard(dir.join("none"), "latest"), BoardReadError);
  await assertRejects(() => resolveBoard("s3://bucket/boards", "latest"), BoardReadError);
});
