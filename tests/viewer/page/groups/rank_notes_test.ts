import { assertEquals } from "@std/assert";
import type { BoardInfo } from "../../../../viewer/protocol/api.ts";
import { rankNotes } from "../../../../viewer/page/groups/rank_notes.ts";
import { boardOf } from "../support/board_of.ts";

Deno.test("rankNotes() names the ranks that are missing or crashed", () => {
  const notesOf = (ranks: (number | null)[], size: number | null, crashed: number[] = []) =>
    rankNotes(ranks.map((rank, i) =>
      boardOf(`rank_${i}`, {
        status: rank !== null && crashed.includes(rank) ? "crashed" : "finished",
        metadata: { rank, world_size: size } as BoardInfo["metadata"],
      })
    ));
  assertEquals(notesOf([0, 1, 2, 3], 4), []);
  assertEquals(notesOf([null, null], null), []);
  assertEquals(notesOf([0, 1, 3], 4), ["rank 2 of 4 is missing"]);
  assertEquals(notesOf([1, 3], 4, [3]), ["ranks 0, 2 of 4 are missing", "rank 3 crashed"]);
  assertEquals(notesOf([0, 2], null, [2, 0]), ["rank 1 of 3 is missing", "ranks 0, 2 crashed"]);
  // A size that nobody can have is counted, not listed.
  assertEquals(notesOf([0], 2 ** 31), [
    `ranks 1, 2, 3, 4, 5, 6, 7, 8 and ${2 ** 31 - 9} more of ${2 ** 31} are missing`,
  ]);
});
