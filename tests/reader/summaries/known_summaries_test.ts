import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { type BoardSummary, listBoards } from "../../../reader/mod.ts";
import type { TempDir } from "../../../testing/temp_dir.ts";
import { kobo } from "../../cli/support/kobo.ts";
import { makeBoards } from "../../viewer/server/support/viewer_boards.ts";
import { boardsWhenComplete, viewerOf } from "../../viewer/server/support/viewer_client.ts";

/** A folder of boards that a viewer has read, and what it has stored of them. */
async function makeViewedBoards() {
  const dir: TempDir = await makeBoards();
  const path = dir.join(".kobo", "summaries.json");
  {
    await using viewer = viewerOf(dir.path);
    await boardsWhenComplete(viewer);
  }
  const stored = JSON.parse(Deno.readTextFileSync(path));
  return { dir, path, stored, [Symbol.dispose]: () => dir[Symbol.dispose]() };
}

function stepsOf(boards: readonly BoardSummary[], id: string): number | undefined {
  return boards.find(({ boardId }) => boardId === id)?.counts?.steps;
}

Deno.test("listBoards() takes from the viewer's summaries what it would find itself", async () => {
  using viewed = await makeViewedBoards();
  const { dir, path } = viewed;
  const known = await listBoards(dir.path);
  Deno.renameSync(path, `${path}.away`);
  // What is broken or live, the viewer has not stored.
  assertEquals(known, await listBoards(dir.path));
});

Deno.test("listBoards() and kobo list take a summary only while the board's files are the same", async () => {
  using viewed = await makeViewedBoards();
  const { dir, path, stored } = viewed;
  const { details } = stored.boards.one_duckdb;
  const { steps } = details.counts;
  details.counts.steps = 4711;
  details.problems = ["what the viewer has found"];
  stored.boards.one_duckdb.sizeBytes = 815;
  // As the viewer lays it out, and as another program might.
  const lines = Object.entries(stored.boards)
    .map(([id, board]) => `${JSON.stringify(id)}:${JSON.stringify(board)}`);
  for (
    const text of [
      `{"version":2,"boards":{\n${lines.join(",\n")}\n}}\n`,
      JSON.stringify(stored, null, 2),
    ]
  ) {
    Deno.writeTextFileSync(path, text);
    const boards = await listBoards(dir.path);
    const { counts, sizeBytes, problems } = boards.find(({ boardId }) => boardId === "one_duckdb")!;
    assertEquals([counts?.steps, sizeBytes, problems], [4711, 815, details.problems]);
    const plain = await listBoards(dir.path, { counts: false, sizes: false });
    assertEquals(plain.filter(({ counts, sizeBytes }) => counts !== null || sizeBytes > 0), []);
  }
  const { code, stdout } = await kobo(["list", "--dir", dir.path, "--json"]);
  const [listed] = JSON.parse(stdout).filter((board: { board_id: string }) =>
    board.board_id === "one_duckdb"
  );
  assertEquals([code, listed.counts.steps], [0, 4711]);
  Deno.utimeSync(dir.join("one_duckdb", "data", "board.duckdb"), 1, 1);
  assertEquals(stepsOf(await listBoards(dir.path), "one_duckdb"), steps);
});

Deno.test("listBoards() takes no summary that is malformed", async () => {
  using viewed = await makeViewedBoards();
  const { dir, path, stored } = viewed;
  const good = stored.boards.one_duckdb;
  const { steps } = good.details.counts;
  const withCounts = (counts: unknown) => ({ ...good, details: { ...good.details, counts } });
  const malformed = [
    null,
    7,
    [],
    { ...good, sizeBytes: -1 },
    { ...good, sizeBytes: "1" },
    { ...good, identity: 1 },
    { ...good, details: null },
    { ...good, details: { ...good.details, problems: [1] } },
    withCounts(null),
    withCounts({ ...good.details.counts, steps: -7 }),
    withCounts({ ...good.details.counts, steps: 1.5 }),
    withCounts({ ...good.details.counts, steps: "\u001b[2J" }),
  ];
  const texts = malformed.map((bad) =>
    JSON.stringify({ version: 2, boards: { ...stored.boards, one_duckdb: bad } })
  );
  const line = `"one_duckdb":${JSON.stringify(good).replace(`"steps":${steps}`, '"steps":99')}`;
  texts.push(
    "",
    "null",
    "[",
    JSON.stringify({ ...stored, version: 2 }),
    `{"version":2,"boards":{\n${line},\n${line.slice(0, 40)}\n}}\n`,
    `{"version":2,"boards":{\n${line.slice(1)}\n}}\n`,
    `{"version":2,"boards":{\n\n}}\n`,
  );
  for (const text of texts) {
    Deno.writeTextFileSync(path, text);
    assertEquals(stepsOf(await listBoards(dir.path), "one_duckdb"), steps, text.slice(0, 300));
  }
});

Deno.test("listBoards() with a limit looks at the newest boards, however they tell their start", async () => {
  using dir = await makeBoards();
  const all = await listBoards(dir.path);
  for (const broken of ["0_none", "z_none"]) {
    Deno.mkdirSync(dir.join(broken));
    Deno.writeTextFileSync(dir.join(broken, "metadata.json"), "{");
  }
  // Its metadata are made again from its copy.
  const [newest] = all;
  Deno.removeSync(join(newest!.boardDir, "metadata.json"));
  const ids = (await listBoards(dir.path, { counts: false })).map(({ boardId }) => boardId);
  assertEquals(ids.length, all.length + 2);
  for (let limit = 0; limit <= ids.length + 1; limit++) {
    const some = await listBoards(dir.path, { limit, counts: false });
    assertEquals(some.map(({ boardId }) => boardId), ids.slice(0, limit));
  }
});
