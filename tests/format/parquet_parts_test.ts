import { assertEquals } from "@std/assert";
import { isMerged, isStartOf, parsePartName, partName } from "../../format/parquet_parts.ts";

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

Deno.test("isMerged() finds the parts whose steps another one has, and only them", () => {
  const parts = [[0, 9], [10, 19], [0, 19], [20, 29]].map(([firstStep = 0, lastStep = 0]) => (
    { firstStep, lastStep }
  ));
  assertEquals(parts.map((part) => isMerged(part, parts)), [true, true, false, false]);
  const same = [0, 1].map(() => ({ firstStep: 0, lastStep: 9 }));
  assertEquals(same.map((part) => isMerged(part, same)), [false, true]);
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
