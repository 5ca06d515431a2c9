import type { BoardInfo } from "../../../../viewer/protocol/api.ts";

/** A board as the server lists it, with as much as the page's state needs. */
export function boardOf(boardId: string, more: Partial<BoardInfo> = {}): BoardInfo {
  const annotations = { tags: [], hidden: false };
  return { boardId, createdAt: "2026-01-01", live: false, annotations, ...more } as BoardInfo;
}
