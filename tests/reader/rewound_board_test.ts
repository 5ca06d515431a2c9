import { assertEquals } from "@std/assert";
import { rewindBoard } from "../../board/rewind/rewind_board.ts";
import { Board } from "../../mod.ts";
import { openBoard } from "../../reader/mod.ts";
import { TempDir } from "../../testing/temp_dir.ts";

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test(`metrics() of a board that is rewound while it is read counts its rows alone, without metrics that only others had (${backend})`, async () => {
    using dir = new TempDir();
    const log = async (rows: Record<string, number>[], more: object = {}) => {
      const board = new Board({
        name: "run",
        boardId: "board",
        baseDir: dir.path,
        backend,
        ...more,
        captureOutput: false,
        systemMetrics: false,
      });
      for (const row of rows) board.log(row);
      await board.finish();
    };
    await log([{ loss: 9 }, { loss: 8 }, { loss: 7, late: 1 }, { loss: 6, late: 2 }]);
    await using reader = await openBoard(dir.join("board"));
    const counts = async (from = reader) =>
      (await from.metrics()).map(({ name, count, max }) => [name, count, max]);
    assertEquals(await counts(), [["loss", 4, 9], ["late", 2, 2]]);
    await rewindBoard(dir.join("board"), { step: 1 }, () => {});
    assertEquals(await counts(), [["loss", 2, 9]]);
    assertEquals((await reader.overview()).metrics.map(({ name }) => name), ["loss"]);
    assertEquals((await reader.sql("SELECT count(late) FROM metrics")).rows, [[0]]);
    // More rows than before, the old ones of which nothing is known any more.
    await log([1, 2, 3, 4, 5].map((loss) => ({ loss: loss / 10 })), { rewindTo: { step: 0 } });
    assertEquals(await counts(), [["loss", 6, 9]]);
    await using fresh = await openBoard(dir.join("board"));
    assertEquals(await reader.metrics(), await fresh.metrics());

    await log([], { boardId: "fork", forkFrom: { boardId: "board", step: 0 } });
    await using fork = await openBoard(dir.join("fork"));
    assertEquals(await counts(fork), [["loss", 1, 9]]);
  });
}
