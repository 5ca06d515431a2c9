/**
 * The order of values of metrics, configs and table cells, and what a
 * comparison in a filter means. The filter of runs, the sort order of runs and
 * the data grid all use these functions.
 *
 * Callers first turn what they hold into a number, a text or `null`: only they
 * know whether `"NaN"` is a text or a number that JSON cannot hold.
 *
 * @module
 */
import { foldText } from "./fold_text.ts";

/** A value that can be compared; `null` is a missing value. */
export type ComparableValue = number | string | null;

/** The comparisons that a filter can contain. */
export type ComparisonOperator = "<" | "<=" | ">" | ">=" | "=" | "!=";

const COLLATOR = new Intl.Collator("en", { numeric: true });

/**
 * Compares two values for sorting: numbers first, NaN after all other numbers,
 * then texts, in which digits are ordered by their value. Missing values come
 * last in both directions.
 *
 * @example
 * ```ts
 * import { compareValues } from "./compare_values.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const sorted = ["b10", null, 2, NaN, "b9"].sort((a, b) => compareValues(a, b));
 * assertEquals(sorted, [2, NaN, "b9", "b10", null]);
 * ```
 */
export function compareValues(
  a: ComparableValue,
  b: ComparableValue,
  isDescending = false,
): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order = comparePresent(a, b);
  return isDescending ? -order : order;
}

function comparePresent(a: number | string, b: number | string): number {
  if (typeof a === "string" && typeof b === "string") return COLLATOR.compare(a, b);
  if (typeof a === "string") return 1;
  if (typeof b === "string") return -1;
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Whether a comparison holds. Two numbers are compared as numbers, whole ones exactly, and NaN
 * equals NaN; everything else is compared as text, ignoring case.
 *
 * Texts are equal only if all their characters are, although `v0.1` and `v0.01`
 * have the same place in the order: both `v0.1 <= v0.01` and `v0.1 >= v0.01`
 * hold.
 */
export function isComparisonTrue(
  value: number | string,
  operator: ComparisonOperator,
  operand: number | bigint | string,
): boolean {
  if (typeof value === "number" && typeof operand === "bigint") {
    // Exact: 2 ** 53 is not 2n ** 53n + 1n. NaN is neither less nor greater.
    const order = value < operand ? -1 : value > operand ? 1 : value == Number(operand) ? 0 : NaN;
    return holds(operator, order === 0, order);
  }
  if (typeof value === "number" && typeof operand === "number") {
    // The difference of NaN and any number is NaN, for which no ordering holds.
    return holds(operator, value === operand || Object.is(value, operand), value - operand);
  }
  const [text, other] = [foldText(String(value)), foldText(String(operand))];
  return holds(operator, text === other, COLLATOR.compare(text, other));
}

function holds(operator: ComparisonOperator, isEqual: boolean, order: number): boolean {
  switch (operator) {
    case "=":
      return isEqual;
    case "!=":
      return !isEqual;
    case "<":
      return order < 0;
    case "<=":
      return isEqual || order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return isEqual || order >= 0;
  }
}
