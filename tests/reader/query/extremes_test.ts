import { assertEquals } from "@std/assert";
import { openBoard } from "../../../reader/mod.ts";
import { OpenBoards } from "../../board/open_boards.ts";

/** Values of a metric in each row, and their least and greatest in SQL, where NaN is above all numbers. */
const METRICS: Record<string, { values: number[]; least: number; greatest: number }> = {
  finite: { values: [0, 1, 2], least: 0, greatest: 2 },
  negative: { values: [-3, -1.5, -2], least: -3, greatest: -1.5 },
  infinite: { values: [-Infinity, 7, 1], least: -Infinity, greatest: 7 },
  unbounded: { values: [1, Infinity, 0], least: 0, greatest: Infinity },
  not_a_number: { values: [1, NaN, 0], least: 0, greatest: NaN },
  nothing_else: { values: [NaN, NaN, NaN], least: NaN, greatest: NaN },
};

for (const backend of ["duckdb", "parquet"] as const) {
  for (const state of ["live", "finished", "resumed"] as const) {
    // Another process alone reads a DuckDB file that is being written.
    if (state === "live" && backend === "duckdb") continue;
    Deno.test(`min() and max() of a ${state} board count NaN where it is, and nowhere else (${backend})`, async () => {
      await using boards = new OpenBoards();
      const logRow = (board: ReturnType<typeof boards.open>, row: number) =>
        board.log(
          Object.fromEntries(
            Object.entries(METRICS).map(([name, { values }]) => [name, values[row]!]),
          ),
        );
      const first = boards.open({ boardId: "board", backend });
      for (const row of [0, 1]) logRow(first, row);
      await (state === "resumed" ? first.finish() : first.flush());
      const last = state === "resumed" ? boards.open({ boardId: "board", backend }) : first;
      logRow(last, 2);
      await (state === "live" ? last.flush() : last.finish());
      await using reader = await openBoard(boards.dir.join("board"));
      for (const [name, { least, greatest }] of Object.entries(METRICS)) {
        const { rows } = await reader.sql(`SELECT min(${name}), max(${name}) FROM metrics`);
        assertEquals(rows, [[least, greatest]], name);
      }
      const above = await reader.sql(
        "SELECT count(*) FILTER (finite > 1), (SELECT count(*) FROM metrics WHERE not_a_number > 1) " +
          "FROM metrics",
      );
      assertEquals(above.rows.flat().map(Number), [1, 1]);
    });
  }
}
