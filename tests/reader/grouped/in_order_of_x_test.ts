import { assertEquals } from "@std/assert";
import { inOrderOfX } from "../../../reader/grouped/in_order_of_x.ts";
import { Random } from "../../support/random.ts";

function shuffled(x: readonly number[]): number[] {
  const random = new Random(17);
  return x.map((value) => ({ value, at: random.next() })).sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}

/** Columns as DuckDB gives them: some rows at a time. */
function inParts(columns: readonly Float64Array[], size = 300): { columns: Float64Array[] }[] {
  const parts: { columns: Float64Array[] }[] = [];
  for (let at = 0; at < (columns[0]?.length ?? 0); at += size) {
    parts.push({ columns: columns.map((column) => column.subarray(at, at + size)) });
  }
  return parts;
}

Deno.test("inOrderOfX() orders rows where all, some or next to none of the x are there", () => {
  const wholes = Array.from({ length: 1000 }, (_, i) => i);
  for (
    const sorted of [
      wholes,
      wholes.filter((x) => x % 7 > 3),
      wholes.map((x) => x - 400),
      wholes.map((x) => x * 4_000_000_000),
      wholes.map((x) => 2 ** 53 - 1000 + x),
    ]
  ) {
    const x = Float64Array.from(shuffled(sorted));
    const [ordered, values] = inOrderOfX(inParts([x, x.map((x) => -x)]));
    assertEquals([...ordered!], sorted);
    assertEquals([...values!], sorted.map((x) => -x));
  }
});

Deno.test("inOrderOfX() keeps NaN, and takes one row, no row and no column", () => {
  assertEquals(inOrderOfX(inParts([Float64Array.of(5, 3), Float64Array.of(NaN, 1)])), [
    Float64Array.of(3, 5),
    Float64Array.of(1, NaN),
  ]);
  assertEquals(inOrderOfX(inParts([Float64Array.of(-7), Float64Array.of(2)])), [
    Float64Array.of(-7),
    Float64Array.of(2),
  ]);
  assertEquals(inOrderOfX([{ columns: [new Float64Array(), new Float64Array()] }]), [
    new Float64Array(),
    new Float64Array(),
  ]);
  assertEquals(inOrderOfX([]), []);
});
