import { assertEquals } from "@std/assert";
import { numberColumns } from "../../../../viewer/page/sql/number_columns.ts";

Deno.test("numberColumns() knows DuckDB's numbers", () => {
  const types = [
    ..."TINYINT,INTEGER,UBIGINT,HUGEINT,FLOAT,DOUBLE".split(","),
    "DECIMAL(18,3)",
    ..."VARCHAR,BOOLEAN,TIMESTAMP,INTERVAL,INTEGER[]".split(","),
  ];
  const columns = types.map((type) => ({ name: type, type }));
  assertEquals(
    numberColumns({ columns, rows: [], truncated: false, ms: 1 }),
    [0, 1, 2, 3, 4, 5, 6],
  );
});
