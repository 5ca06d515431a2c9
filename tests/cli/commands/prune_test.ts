import { assert, assertEquals, assertMatch } from "@std/assert";
import { TempDir } from "../../../testing/temp_dir.ts";
import { kobo } from "../support/kobo.ts";
import { makeSmallBoard } from "../support/small_board.ts";

Deno.test("kobo prune deletes what is meant, and only with --yes", async (t) => {
  using dir = new TempDir();
  for (const name of ["keep_me", "test_a", "test_b", "test_c"]) {
    await makeSmallBoard(dir.path, name);
    await age(name, name === "test_c" ? 1 : 40);
  }
  await Deno.mkdir(dir.join("not_a_board"));
  const names = () => [...Deno.readDirSync(dir.path)].map(({ name }) => name).sort();
  const all = names();
  const prune = (...args: string[]) => kobo(["prune", "--dir", dir.path, ...args]);

  await t.step("a dry run deletes nothing", async () => {
    const { code, stdout, stderr } = await prune("--older-than", "30d", "--name", "test*");
    assertEquals([code, stdout.match(/^test_\w/gm)?.sort()], [0, ["test_a", "test_b"]]);
    assertMatch(stderr, /^Would delete 2 boards, .*add --yes to delete them\n$/);
    const { deleted, boards } = JSON.parse((await prune("--keep", "1", "--json")).stdout);
    assertEquals([deleted, boards.length], [false, 3]);
    assertEquals(names(), all);
  });

  await t.step("--yes deletes, other folders stay", async () => {
    const { code, stderr } = await prune("--older-than", "30d", "--name", "test*", "--yes");
    assertEquals(code, 0);
    assertMatch(stderr, /^Deleted 2 boards, /);
    assertEquals(names(), ["keep_me", "not_a_board", "test_c"]);
    await prune("--status", "finished", "--yes");
    assertEquals(names(), ["not_a_board"]);
  });

  /** As if the run had been so long ago. */
  async function age(boardId: string, days: number): Promise<void> {
    const path = dir.join(boardId, "metadata.json");
    const metadata = JSON.parse(await Deno.readTextFile(path));
    const time = new Date(Date.now() - days * 24 * 3600 * 1000).toISOString();
    const aged = { ...metadata, created_at: time, finished_at: time };
    await Deno.writeTextFile(path, JSON.stringify(aged));
  }
});

Deno.test("kobo prune keeps boards that it cannot know, and names them", async () => {
  using dir = new TempDir();
  for (const name of ["sound", "cut", "missing", "odd"]) await makeSmallBoard(dir.path, name);
  Deno.renameSync(dir.join("odd"), dir.join("odd_\u001b[2J"));
  Deno.writeTextFileSync(dir.join("cut", "metadata.json"), "{");
  Deno.writeTextFileSync(dir.join("odd_\u001b[2J", "metadata.json"), "");
  Deno.removeSync(dir.join("missing", "metadata.json"));
  const prune = (...args: string[]) => kobo(["prune", "--dir", dir.path, ...args]);
  const named = ["cut", "missing", "odd_"];

  const { code, stdout, stderr } = await prune("--name", "*");
  assertEquals([code, stdout.includes("sound")], [0, true]);
  for (const name of named) {
    assertMatch(
      stderr,
      new RegExp(`^Left out ${name}.*metadata\\.json is damaged or missing`, "m"),
    );
  }
  assertMatch(stderr, /kobo repair cut$/m);
  assert(!stderr.includes("\u001b["));

  const { boards } = JSON.parse((await prune("--name", "*", "--json")).stdout);
  assertEquals(boards.length, 1);
  // What matches no filter is not named, and what is named stays.
  assert(!(await prune("--status", "interrupted")).stderr.includes("Left out"));
  assertMatch((await prune("--name", "*", "--yes")).stderr, /Left out cut[^]*Deleted 1 board,/);
  assertEquals([...Deno.readDirSync(dir.path)].length, 3);
});
