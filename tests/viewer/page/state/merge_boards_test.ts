import { assert, assertEquals } from "@std/assert";
import type { BoardInfo } from "../../../../viewer/protocol/api.ts";
import { mergeBoards } from "../../../../viewer/page/state/merge_boards.ts";

Deno.test("mergeBoards() keeps boards that have not changed, newest first", () => {
  const board = (boardId: string, createdAt: string | null, sizeBytes = 0) =>
    ({ boardId, createdAt, sizeBytes }) as BoardInfo;
  const before = [board("c", "2026-03-01"), board("b", "2026-02-01"), board("a", "2026-01-01")];
  const changed = [board("d", "2026-02-02"), board("a", "2026-01-01", 1), board("e", null)];
  const merged = mergeBoards(before, { version: "2", boards: changed, removed: ["b", "x"] });
  assertEquals(merged.map(({ boardId }) => boardId), ["c", "d", "a", "e"]);
  assert(merged[0] === before[0]);
  assertEquals(merged[2]?.sizeBytes, 1);
  assertEquals(mergeBoards(before, { version: "3", boards: changed, removed: null }), changed);
});
