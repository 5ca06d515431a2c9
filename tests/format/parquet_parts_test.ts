import { assertEquals } from "@std/assert";
import { isStartOf, parsePartName, partName, withoutMerged } from "../../format/parquet_parts.ts";

Deno.test("parsePartName() reads what partName() makes", () => {
  for (const number of [0, 1, 999_999, 1_000_000]) {
    assertEquals(parsePartName(partName("metrics", number)), { table: "metrics", number });
  }
  assertEquals([0, 1].map((number) => partName("media", number)), [
    "media.parquet",
    "media.000001.parquet",
  ]);
});

Deno.test("parsePartName() takes no other file for a part", () => {
  for (
    const name of [
      "metrics",
      "metrics.parquet.tmp",
      "metrics.1.parquet",
      "metrics.000001.parquet.tmp",
      ".parquet",
      "checksums.json",
    ]
  ) assertEquals(parsePartName(name), undefined, name);
});

Deno.test("withoutMerged() leaves out the parts whose steps another one has, and only them", () => {
  const partsOf = (...ranges: [number, number][]) =>
    ranges.map(([firstStep, lastStep]) => ({ firstStep, lastStep }));
  const [a, b, c, d, e] = partsOf([10, 19], [0, 9], [0, 19], [20, 29], [25, 34]);
  assertEquals(withoutMerged([e!, a!, b!, c!, d!]), [c, d, e]);
  const [empty, later] = partsOf([0, -1], [5, 9]);
  assertEquals(withoutMerged([later!, empty!]), [empty, later]);
  assertEquals(withoutMerged([empty!, c!]), [c]);
  const [first, second] = partsOf([0, 9], [0, 9]);
  const [kept, ...others] = withoutMerged([first!, second!]);
  assertEquals([kept === first, others.length], [true, 0]);
});

Deno.test("isStartOf() compares names and types, in their order", () => {
  const [step, loss, note] = [
    { name: "step", type: "int64" },
    { name: "loss", type: "double" },
    { name: "note", type: "string" },
  ] as const;
  assertEquals(isStartOf([], [step]), true);
  assertEquals(isStartOf([step, loss], [step, loss, note]), true);
  assertEquals(isStartOf([loss, step], [step, loss]), false);
  assertEquals(isStartOf([step, loss], [step]), false);
  assertEquals(isStartOf([{ ...loss, type: "string" }], [loss]), false);
});
