import "../../support/fake_browser.ts";
import { assertEquals } from "@std/assert";
import type { BoardInfo } from "../../../../viewer/protocol/api.ts";
import { boardsToDraw, chooseRanks } from "../../../../viewer/page/groups/drawn_ranks.ts";
import { findTrainings } from "../../../../viewer/page/groups/trainings.ts";
import { boards } from "../../../../viewer/page/state/boards.ts";
import { boardOf } from "../support/board_of.ts";

function rankOf(boardId: string, group: string, rank: number | null, second: number, size = 0) {
  return boardOf(boardId, {
    createdAt: new Date(second * 1000).toISOString(),
    annotations: { tags: [], hidden: false, group },
    metadata: { rank, world_size: size || null } as BoardInfo["metadata"],
  });
}

const ALL = [
  rankOf("b0", "g", 0, 9),
  rankOf("b1", "g", 1, 8),
  rankOf("a1", "g", 1, 1),
  rankOf("a2", "g", 2, 2),
  rankOf("a0", "g", 0, 3),
  rankOf("seed", "g", null, 4),
  rankOf("alone", "other", 0, 5),
  rankOf("first of two", "third", 1, 6, 2),
];

Deno.test("findTrainings() begins another training where a rank is there already", () => {
  const found = findTrainings(ALL);
  const named = [...new Set(found.values())].map(({ lead, ranks }) => [
    lead.boardId,
    ranks.map(({ boardId }) => boardId).join(),
  ]);
  assertEquals(named, [
    ["a0", "a0,a1,a2"],
    ["b0", "b0,b1"],
    ["first of two", "first of two"],
  ]);
});

Deno.test("boardsToDraw() are the first ranks of what is selected, or all ranks", () => {
  boards.value = ALL;
  const drawn = (...ids: string[]) =>
    boardsToDraw(ALL.filter(({ boardId }) => ids.includes(boardId))).map(({ boardId }) => boardId);
  assertEquals(drawn("a0", "a1", "a2", "seed", "b1"), ["b1", "a0", "seed"]);
  assertEquals(drawn("a1", "a2"), ["a1", "a2"]);
  chooseRanks("all");
  assertEquals(drawn("a1", "alone"), ["a0", "a1", "a2", "alone"]);
  chooseRanks("first");
  boards.value = null;
});
