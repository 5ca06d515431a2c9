import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
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
  makeBoards(dir, ["run_1", "run_10", "other", "e\u0301 run", "\u00fcber", "latest_not"]);
  const cases = {
    run_1: "run_1", // Although run_10 begins so too.
    run_10: "run_10",
    o: "other",
    "\u00e9 r": "e\u0301 run", // The other form of the same letter.
    "u\u0308ber": "\u00fcber",
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
    "no id begins with it, and no run has that name; there are run_11, run_10, run_9, run_8, " +
      "run_7, run_6, run_5, run_4, run_3, run_2 and 2 more",
  );
  assertEquals(candidates.length, 12);
  assertEquals((await refused("")).reason, reason, "an empty beginning is none");
});

Deno.test("resolveBoard() takes the name of a run where one board has it, and knows a mistyped latest", async () => {
  using dir = new TempDir();
  makeBoards(dir, ["a_1", "a_2", "a_3"]);
  const rename = (id: string, name: string) => {
    const path = join(dir.join(id), "metadata.json");
    const metadata = JSON.parse(Deno.readTextFileSync(path));
    Deno.writeTextFileSync(path, JSON.stringify({ ...metadata, name }));
  };
  rename("a_1", "first try");
  rename("a_2", "a_3"); // An id goes before a name.
  assertEquals(await resolveBoard(dir.path, "first try"), dir.join("a_1"));
  assertEquals(await resolveBoard(dir.path, "a_3"), dir.join("a_3"));
  rename("a_3", "first try");
  const refused = (id: string) =>
    assertRejects(() => resolveBoard(dir.path, id), BoardNotFoundError);
  const { message, candidates } = await refused("first try");
  assertEquals(message.split(": ").slice(1), ["it is the name of 2", "a_3, a_1"]);
  assertEquals(candidates, ["a_3", "a_1"]);
  assertEquals((await refused("first")).candidates.length, 3, "a part of a name is none");
  assertStringIncludes((await refused("lates")).message, 'has that name, is it "latest"?; there');
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
