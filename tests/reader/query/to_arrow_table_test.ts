import { assertEquals } from "@std/assert";
import { openBoard } from "../../../reader/mod.ts";
import { OpenBoards } from "../../board/open_boards.ts";
import { smallBoard } from "../small_board.ts";

Deno.test("BoardReader.toArrow() gives Arrow's own types", async () => {
  await using boards = new OpenBoards();
  await using reader = await openBoard(await smallBoard(boards, "duckdb"));
  const table = await reader.toArrow(
    `SELECT step, value, value > 1 AS above, 'é' || step AS text, timestamp, [value, NULL] AS list,
       {'a': step} AS struct, CASE WHEN step % 2 = 0 THEN step::INTEGER END AS some,
       sum(step) OVER () AS total
     FROM metrics ORDER BY step`,
  );
  assertEquals(table.numRows, 1000);
  const types = Object.fromEntries(table.schema.fields.map(({ name, type }) => [name, `${type}`]));
  assertEquals(types, {
    step: "Int64",
    value: "Float64",
    above: "Bool",
    text: "Utf8",
    timestamp: "Timestamp<MICROSECOND>",
    list: "List<Float64>",
    struct: "Struct<{a:Int64}>",
    some: "Int32",
    total: "Float64",
  });
  assertEquals(table.getChild("step")!.get(999), 999n);
  assertEquals(table.getChild("text")!.get(12), "é12");
  assertEquals(table.getChild("some")!.get(1), null);
  assertEquals(table.getChild("some")!.get(2), 2);
  assertEquals([...table.getChild("list")!.get(15)], [1.5, null]);
  assertEquals(table.getChild("above")!.get(10), false);
  assertEquals(table.getChild("above")!.get(11), true);
  assertEquals((await reader.toArrow("FROM metrics WHERE false")).numRows, 0);
});
