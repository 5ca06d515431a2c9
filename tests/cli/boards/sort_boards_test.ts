import { assertEquals } from "@std/assert";
import { sortBoards } from "../../../cli/boards/sort_boards.ts";
import type { BoardSummary, SummaryValue } from "../../../reader/mod.ts";

Deno.test("boards are sorted by numbers, then by texts, also those of numbers; without a value last", () => {
  const values: SummaryValue[] = [
    "0.1",
    1e-7,
    null,
    "10",
    0.01,
    NaN,
    10,
    "9",
    -Infinity,
    9,
    "auto",
  ];
  const sorted = (isReversed: boolean) => {
    const boards = values.map((_, i) => ({ boardId: String(i) }) as BoardSummary);
    const valueOf = ({ boardId }: BoardSummary) => values[Number(boardId)]!;
    return sortBoards(boards, { name: "lr", valueOf }, isReversed).map(valueOf);
  };
  const present = [-Infinity, 1e-7, 0.01, 9, 10, "0.1", "9", "10", "auto"];
  assertEquals(sorted(false), [...present, null, NaN]);
  assertEquals(sorted(true), [...present.toReversed(), null, NaN]);
});
