import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Board } from "../../../mod.ts";
import { type BoardSummary, listBoards } from "../../../reader/mod.ts";
import { rankedRuns } from "../../../reader/ranked_runs.ts";
import { ranksReason, ranksStatus, ranksText } from "../../../cli/boards/ranks_text.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { kobo } from "../support/kobo.ts";
import { spawnRun } from "../support/spawn_run.ts";

/** The ids in a list. */
function firstWords(lines: readonly string[]): (string | undefined)[] {
  return lines.slice(1).map((line) => line.split(" ")[0]);
}

Deno.test("kobo list shows rank 0 of a training, counts its ranks, and names who is missing or was killed", async () => {
  using dir = new TempDir();
  const training = { group: "ddp", worldSize: 8 };
  // One is killed, and another has never begun; the rest go on.
  await using killed = await spawnRun(dir.path, "rank_5", "wait", { ...training, rank: 5 });
  await killed.ready();
  killed.kill("SIGKILL");
  await killed.ended();
  const boards = [0, 1, 2, 3, 4, 7].map((rank) => {
    const options = {
      name: "train",
      boardId: `rank_${rank}`,
      baseDir: dir.path,
      ...training,
      rank,
    };
    const board = new Board({ ...options, backend: "parquet" });
    board.log({ loss: rank });
    return board;
  });
  await Promise.all(boards.map((board) => board.flush()));
  const alone = new Board({ name: "alone", boardId: "zz", baseDir: dir.path, backend: "parquet" });
  await alone.finish();
  const base = ["list", "--dir", dir.path];
  const ends = await Promise.all([
    kobo(base),
    kobo([...base, "--limit", "2"]),
    kobo([...base, "--ranks"]),
    kobo([...base, "--status", "crashed"]),
  ]);
  for (const { code, stderr } of ends) assertEquals([code, stderr], [0, ""]);
  const [joined, limited, all, crashed] = ends.map(({ stdout }) => stdout.trimEnd().split("\n"));
  assertEquals(firstWords(joined!), ["zz", "rank_0"]);
  assertStringIncludes(joined![2]!, "ddp, 7 of 8 ranks");
  assertMatch(joined![2]!, /rank_0 .* running .* rank 6 missing; rank 5 crashed: killed after \d/);
  assertEquals(firstWords(limited!), ["zz", "rank_0"]);
  assertStringIncludes(limited![2]!, "rank 6 missing; rank 5 crashed");
  assertEquals(all!.length, 1 + 8);
  assertMatch(all!.join("\n"), /^rank_7 .* ddp, rank 7 /m);
  assertEquals(firstWords(crashed!), ["rank_5"]);
  await Promise.all(boards.map((board) => board.finish()));
  assertMatch(
    (await kobo(base)).stdout,
    /^rank_0 +train +crashed .* rank 6 missing; rank 5 cra.*$/m,
  );
  const [, run] = rankedRuns(await listBoards(dir.path));
  assertEquals([run?.lead.rank, run?.ranks.map(({ rank }) => rank), run?.missing], [
    ...[0, [0, 1, 2, 3, 4, 5, 7], [6]],
  ]);
});

Deno.test("rankedRuns() begins another training where a rank comes again", () => {
  const board = (
    boardId: string,
    at: number,
    group: string | null,
    rank: number | null,
    more = {},
  ) =>
    ({
      boardId,
      createdAt: new Date(at),
      group,
      rank,
      worldSize: null,
      status: "finished",
      reason: null,
      ...more,
    }) as BoardSummary;
  const boards = [
    board("b1", 21, "g", 1),
    board("b0", 20, "g", 0),
    board("other", 15, "h", 2),
    board("single", 14, "g", null),
    board("a2", 12, "g", 2, { status: "crashed", reason: "Error: x" }),
    board("a0", 11, "g", 0),
    board("no group", 1, null, 3),
  ];
  const runs = rankedRuns(boards);
  assertEquals(
    runs.map(({ lead, ranks, missing }) => [lead.boardId, ranks.length, missing]),
    [["b0", 2, []], ["other", 1, [0, 1]], ["single", 1, []], ["a0", 2, [1]], ["no group", 1, []]],
  );
  assertEquals(runs.map(ranksText), ["2 ranks", "rank 2", "", "2 ranks", "rank 3"]);
  assertEquals(runs.map(ranksStatus), [
    ...["finished", "incomplete", "finished", "crashed", "finished"],
  ]);
  assertEquals(runs.map(ranksReason), [
    ...["", "ranks 0, 1 missing", "", "rank 1 missing; rank 2 crashed: Error: x", ""],
  ]);
});
