import { join } from "@std/path";
import { openBackend } from "../../../backends/duckdb/duckdb_backend.ts";
import { RowReader } from "../../support/row_reader.ts";
import { testBackend } from "../conformance.ts";

testBackend("duckdb", openBackend, {
  startReader() {
    const reader = new RowReader();
    return {
      readTable: (dataDir, table) =>
        reader.query(join(dataDir, "board.duckdb"), `SELECT * FROM ${table}`),
      [Symbol.asyncDispose]: () => reader[Symbol.asyncDispose](),
    };
  },
  finalFiles: ["board.duckdb"],
  ownFile: "board.duckdb",
  // One value is kept for a column whose values are all equal, as 0 and -0 are.
  signsAmongZeros: false,
  wholeInt64: true,
  randomRuns: 12,
});
