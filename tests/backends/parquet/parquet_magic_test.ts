import { assertEquals } from "@std/assert";
import { isParquetFile } from "../../../backends/parquet/parquet_magic.ts";
import { TempDir } from "../../../testing/temp_dir.ts";

Deno.test("isParquetFile() accepts a file that begins and ends with the magic bytes", () => {
  using dir = new TempDir();
  for (
    const [text, expected] of [
      ["PAR1....PAR1", true],
      ["PAR1 some pages and a footer ....PAR1", true],
      ["", false],
      ["PAR1", false],
      ["PAR1PAR1", false],
      ["PAR1...PAR1", false],
      ["PAR1 torn off before its end", false],
      ["something else that ends with PAR1", false],
    ] as const
  ) {
    Deno.writeTextFileSync(dir.join("file"), text);
    assertEquals(isParquetFile(dir.join("file")), expected, text);
  }
});
