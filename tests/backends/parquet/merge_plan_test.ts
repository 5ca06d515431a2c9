import { assert, assertEquals } from "@std/assert";
import {
  type MergedPart,
  partsToLeave,
  partsToMerge,
  runsToEncode,
} from "../../../backends/parquet/merge_plan.ts";
import { Random } from "../../support/random.ts";

Deno.test("partsToMerge() merges eight parts of one size, and no fewer", () => {
  assertEquals(partsToMerge([]), 0);
  assertEquals(partsToMerge(Array(7).fill(10)), 0);
  assertEquals(partsToMerge(Array(8).fill(10)), 8);
  assertEquals(partsToMerge(Array(9).fill(10)), 9);
});

Deno.test("partsToMerge() leaves a part alone that is larger than all newer ones together", () => {
  assertEquals(partsToMerge([81, ...Array(8).fill(10)]), 8);
  assertEquals(partsToMerge([80, ...Array(8).fill(10)]), 9);
});

Deno.test("partsToMerge() keeps parts few and each row's merges rare, 100,000 commits long", () => {
  for (const seed of [1, 2, 3]) {
    const random = new Random(seed);
    const parts: number[] = [];
    let rows = 0;
    let written = 0;
    for (let commit = 0; commit < 100_000; commit++) {
      const added = seed === 1 ? 1 : random.pick([1, 1, 10, 1000]);
      parts.push(added);
      rows += added;
      for (let count = partsToMerge(parts); count > 0; count = partsToMerge(parts)) {
        const merged = parts.splice(-count).reduce((sum, part) => sum + part, 0);
        written += merged;
        parts.push(merged);
      }
      if (parts.length > 60) throw new Error(`${parts.length} parts after ${commit} commits`);
    }
    const perRow = written / rows;
    if (perRow > Math.log2(rows)) throw new Error(`Each row was written ${perRow} times`);
  }
});

Deno.test("runsToEncode() encodes small row groups, and parts that cannot be copied", () => {
  const large = { rowCount: 8192, rowGroupCount: 1, byteCount: 1e5, isCopied: true };
  const small = { ...large, rowCount: 10, byteCount: 1000 };
  assertEquals(runsToEncode([large, large], 131_072), []);
  assertEquals(runsToEncode([large, small, small, large, small], 131_072), [
    { first: 1, count: 2 },
  ]);
  assertEquals(runsToEncode([large, { ...large, isCopied: false }], 131_072), [
    { first: 1, count: 1 },
  ]);
  // Few rows of many columns are enough bytes.
  assertEquals(runsToEncode([small, small].map((part) => ({ ...part, byteCount: 5e6 })), 1e5), []);
});

Deno.test("runsToEncode() lets no row be encoded often, and row groups be large", () => {
  for (const rowGroupRows of [1024, 1310, 100_824, 131_072]) {
    for (const seed of [1, 2, 3]) {
      const random = new Random(seed);
      const parts: (MergedPart & { encoded: number })[] = [];
      let rows = 0;
      let encoded = 0;
      const encode = (run: MergedPart[]): MergedPart & { encoded: number } => {
        const rowCount = run.reduce((sum, part) => sum + part.rowCount, 0);
        encoded += rowCount;
        const rowGroupCount = Math.ceil(rowCount / rowGroupRows);
        return { rowCount, rowGroupCount, byteCount: rowCount * 40, isCopied: true, encoded: 0 };
      };
      const merge = (count: number) => {
        const merged = parts.splice(-count);
        for (const { first, count } of runsToEncode(merged, rowGroupRows).toReversed()) {
          merged.splice(first, count, encode(merged.slice(first, first + count)));
        }
        parts.push(merged.reduce((sum, part) => ({
          ...sum,
          rowCount: sum.rowCount + part.rowCount,
          rowGroupCount: sum.rowGroupCount + part.rowGroupCount,
          byteCount: sum.byteCount + part.byteCount,
        })));
      };
      for (let commit = 0; commit < 20_000; commit++) {
        const rowCount = seed === 1 ? 10 : random.pick([1, 1, 10, 1000, rowGroupRows + 1]);
        rows += rowCount;
        parts.push(encode([{ rowCount, rowGroupCount: 0, byteCount: 0, isCopied: true }]));
        for (;;) {
          const count = partsToMerge(parts.map(({ rowCount }) => rowCount));
          if (count === 0) break;
          merge(count);
        }
      }
      merge(parts.length);
      const about = `row groups of ${rowGroupRows}, seed ${seed}`;
      assert(encoded < rows * 7, `each row encoded ${encoded / rows} times, ${about}`);
      const { rowGroupCount } = parts[0]!;
      assert(rows / rowGroupCount > rowGroupRows / 20, `${rowGroupCount} row groups, ${about}`);
    }
  }
});

Deno.test("partsToLeave() leaves large parts to which little was added, and never the last", () => {
  const mib = 1024 ** 2;
  assertEquals(partsToLeave([]), 0);
  assertEquals(partsToLeave([800 * mib]), 0);
  assertEquals(partsToLeave([800 * mib, 1]), 1);
  assertEquals(partsToLeave([64 * mib - 1, 1]), 0);
  assertEquals(partsToLeave([64 * mib, 16 * mib]), 0);
  assertEquals(partsToLeave([64 * mib, 8 * mib, 8 * mib - 1]), 1);
  assertEquals(partsToLeave([800 * mib, 100 * mib, 1, 1]), 2);
  assertEquals(partsToLeave([100 * mib, 800 * mib, 1]), 0);
});
