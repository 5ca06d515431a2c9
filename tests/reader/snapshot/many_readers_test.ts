import { assertEquals } from "@std/assert";
import { SnapshotRunner } from "../../../reader/snapshot/snapshot_runner.ts";
import { OpenBoards } from "../../board/open_boards.ts";
import { Random } from "../../support/random.ts";

const SEED = Number(Deno.env.get("KOBO_READERS_SEED") ?? 20_261_130);
const BOARDS = 6;
const RUNNERS = 5;
const ROUNDS = 10;

Deno.test("runners that open the same DuckDB boards, in any order, do not wait for one another for ever", async () => {
  await using boards = new OpenBoards();
  const known = Array.from(
    { length: BOARDS },
    (_, index) => ({ index, format: "duckdb" as const }),
  );
  for (const { index } of known) {
    const board = boards.open({ boardId: `run_${index}`, backend: "duckdb" });
    for (let step = 0; step <= index; step++) board.log({ loss: step });
    await board.finish();
  }
  const random = new Random(SEED);
  const runners = Array.from({ length: RUNNERS }, () => {
    const chosen = known.map((board) => ({ ...board, at: random.next() }))
      .toSorted((a, b) => a.at - b.at).slice(0, 2 + Math.floor(random.next() * (BOARDS - 1)))
      .map((board) => ({ ...board, boardDir: boards.dir.join(`run_${board.index}`) }));
    return { chosen, runner: new SnapshotRunner(chosen) };
  });
  try {
    for (let round = 0; round < ROUNDS; round++) {
      await Promise.all(runners.map(async ({ chosen, runner }) => {
        const counts = await runner.withSnapshot(async (snapshots, duckdb) => {
          const relations = snapshots.map((snapshot) => snapshot?.relations.metrics);
          const counted = relations.map((relation) =>
            `(SELECT count(*)::INTEGER FROM ${relation})`
          );
          return (await duckdb.rows(`SELECT ${counted.join()}`))[0];
        });
        assertEquals(counts, chosen.map(({ index }) => index + 1), `seed ${SEED}`);
      }));
    }
  } finally {
    for (const { runner } of runners) await runner.close();
  }
});
