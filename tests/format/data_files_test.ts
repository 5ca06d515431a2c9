import { assertEquals } from "@std/assert";
import { isDataFile } from "../../format/data_files.ts";

Deno.test("isDataFile() knows the files of each backend by their names", () => {
  const names = [
    ...["board.duckdb", "board.duckdb.wal", "metrics.parquet", "media.000012.parquet"],
    ...["checksums.json", "other.parquet", "metrics.parquet.tmp", "board.duckdb.bak", "notes.txt"],
  ];
  const known = (backend: string) => names.filter((name) => isDataFile(name, backend));
  assertEquals(known("duckdb"), names.slice(0, 2));
  assertEquals(known("parquet"), names.slice(2, 5));
  assertEquals(known("https://example.org/backend.ts"), names);
});
