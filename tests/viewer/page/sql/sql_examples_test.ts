import { assertEquals, assertStringIncludes } from "@std/assert";
import { sqlExamples } from "../../../../viewer/page/sql/sql_examples.ts";
import { boardOf } from "../support/board_of.ts";

Deno.test("sqlExamples() quote the name of a metric, and do without one", () => {
  const board = boardOf("a", { best: { 'the "best"': { min: 0, max: 1 } } });
  for (const together of [false, true]) {
    const queries = sqlExamples([board], together).map(({ query }) => query);
    assertStringIncludes(queries.join("\n"), '"the ""best"""');
    const others = sqlExamples([boardOf("b", { best: {} })], together);
    assertEquals(others.length, queries.length - 2);
    assertEquals(others.some(({ query }) => query.includes("undefined")), false);
  }
});
