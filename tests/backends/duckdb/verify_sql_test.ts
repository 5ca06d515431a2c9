import { assertEquals } from "@std/assert";
import { countMisplacedSql } from "../../../backends/duckdb/verify_sql.ts";
import { RowReader } from "../../support/row_reader.ts";

Deno.test("countMisplacedSql() counts the rows that are not above the one before", async () => {
  await using reader = new RowReader();
  for (
    const [steps, misplaced] of [
      ["0", 0],
      ["0, 1, 5, 9", 0],
      ["0, 1, 0, 1", 1],
      ["0, 0, 2, 1", 2],
    ] as const
  ) {
    const relation = `(SELECT unnest([${steps}]) AS step)`;
    assertEquals(await reader.number("", countMisplacedSql(relation)), misplaced, steps);
  }
});
