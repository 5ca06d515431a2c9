import type { BoardSummary, SummaryValue } from "../../reader/mod.ts";
import type { BoardField } from "./board_fields.ts";

/**
 * Sorts boards by a value; numbers before texts; those without one, or whose
 * value is NaN, come last.
 *
 * @param isReversed Whether the greatest comes first.
 */
export function sortBoards(
  boards: readonly BoardSummary[],
  { valueOf }: BoardField,
  isReversed = false,
): BoardSummary[] {
  return boards
    .map((board) => ({ board, value: valueOf(board) }))
    .sort((a, b) => compare(a.value, b.value, isReversed))
    .map(({ board }) => board);
}

function compare(a: SummaryValue, b: SummaryValue, isReversed: boolean): number {
  const isMissing = (value: SummaryValue) => value === null || Number.isNaN(value);
  if (isMissing(a) || isMissing(b)) return Number(isMissing(a)) - Number(isMissing(b));
  const isNumber = (value: SummaryValue) => typeof value === "number";
  const order = typeof a === "number" && typeof b === "number"
    ? a - b
    : isNumber(a) || isNumber(b)
    ? Number(isNumber(b)) - Number(isNumber(a)) // Texts have another order, also those of numbers.
    : String(a).localeCompare(String(b), "en", { numeric: true });
  // Two infinities have no difference.
  return (Number.isNaN(order) ? 0 : order) * (isReversed ? -1 : 1);
}
