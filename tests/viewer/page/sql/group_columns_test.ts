import { assertEquals } from "@std/assert";
import { groupColumns } from "../../../../viewer/page/sql/group_columns.ts";

Deno.test("groupColumns() are texts, few of them but more than one", () => {
  const columns = ["VARCHAR", "VARCHAR", "VARCHAR", "BIGINT"].map((type, i) => ({
    name: String(i),
    type,
  }));
  const rows = Array.from({ length: 50 }, (_, i) => [`run ${i % 3}`, "same", `text ${i}`, i % 2]);
  assertEquals(groupColumns({ columns, rows, truncated: false, ms: 1 }), [0]);
});
