import { assertEquals } from "@std/assert";
import {
  type ComparableValue,
  compareValues,
  type ComparisonOperator,
  isComparisonTrue,
} from "../../../../viewer/page/values/compare_values.ts";

const OPERATORS: ComparisonOperator[] = ["<", "<=", "=", ">=", ">", "!="];

/** The operators by which a value compares to another. */
function holding(value: number | string, operand: number | string): string {
  return OPERATORS.filter((operator) => isComparisonTrue(value, operator, operand)).join(" ");
}

Deno.test("compareValues() sorts numbers, NaN, texts, and missing values last in both directions", () => {
  const values: ComparableValue[] = ["b10", null, 2, NaN, "b9", -Infinity, null, 10];
  const sorted = (descending: boolean) =>
    values.toSorted((a, b) => compareValues(a, b, descending));
  assertEquals(sorted(false), [-Infinity, 2, 10, NaN, "b9", "b10", null, null]);
  assertEquals(sorted(true), ["b10", "b9", NaN, 10, 2, -Infinity, null, null]);
});

Deno.test("isComparisonTrue() compares numbers as numbers", () => {
  assertEquals(holding(1, 2), "< <= !=");
  assertEquals(holding(10, 9), ">= > !=");
  assertEquals(holding(0, -0), "<= = >=");
  assertEquals(holding(Infinity, Infinity), "<= = >=");
  assertEquals(holding(-Infinity, Infinity), "< <= !=");
  assertEquals(holding(NaN, NaN), "<= = >=");
  assertEquals(holding(NaN, 1), "!=");
  assertEquals(holding(1, NaN), "!=");
});

Deno.test("isComparisonTrue() compares texts ignoring case, and digits in them by value", () => {
  assertEquals(holding("Adam", "aDAM"), "<= = >=");
  assertEquals(holding("v0.10", "v0.9"), ">= > !=");
  assertEquals(holding("v0.01", "v0.1"), "<= >= !=");
  assertEquals(holding(10, "auto"), "< <= !=");
});
