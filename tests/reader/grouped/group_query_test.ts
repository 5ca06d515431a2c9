import { assertEquals } from "@std/assert";
import { aggregatesSql } from "../../../reader/grouped/aggregates_sql.ts";
import { GroupQuery } from "../../../reader/grouped/group_query.ts";
import { SandboxedDuckDb } from "../../../reader/query/sandboxed_duckdb.ts";

/** How DuckDB groups the rows of a table by one of the axes. */
async function groupingOf(x: "step" | "global_step", stepCount: number): Promise<string[]> {
  const duckdb = await SandboxedDuckDb.start({ directories: [], threads: 1, groupsByNumber: true });
  try {
    await duckdb.run(
      `CREATE TABLE run AS
        SELECT i AS step, i * 1000 AS global_step, i / 2 AS loss FROM range(${stepCount}) rows(i)`,
    );
    const aggregates = aggregatesSql("mean", "std", false).join(", ");
    const query = new GroupQuery(x, "loss", aggregates, 1e6, true);
    const boards = [1, 2].map(() => ({ relation: "run", createdMs: 0 }));
    const sql = query.atEachX(boards, { low: 0, high: Infinity }, query.isListed(stepCount));
    const plan = String((await duckdb.rows(`EXPLAIN ${sql}`))[0]?.[1]);
    return [...new Set(plan.match(/\w*HASH_GROUP_BY/g))];
  } finally {
    duckdb.close();
  }
}

Deno.test("GroupQuery has steps aggregated in a list, and hashes those of great ranges", async () => {
  assertEquals(await groupingOf("step", 100_000), ["PERFECT_HASH_GROUP_BY"]);
  assertEquals(await groupingOf("step", 300_000), ["HASH_GROUP_BY"]);
});

Deno.test("GroupQuery has global steps hashed, which may be far apart", async () => {
  assertEquals(await groupingOf("global_step", 200), ["HASH_GROUP_BY"]);
});
