import { assertEquals } from "@std/assert";
import { hasParquetMagic } from "../../../backends/parquet/parquet_magic.ts";

Deno.test("hasParquetMagic() accepts a file that begins and ends with the magic bytes", () => {
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
    const bytes = new TextEncoder().encode(text);
    const read = (start: number, length: number) => bytes.subarray(start, start + length);
    assertEquals(hasParquetMagic(bytes.length, read), expected, text);
  }
});
