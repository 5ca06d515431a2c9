import type { BoardInfo, BoardsReply } from "../../protocol/api.ts";

/**
 * Applies a reply of the server to the list of boards, newest first. Boards
 * that have not changed stay the same objects.
 */
export function mergeBoards(before: readonly BoardInfo[], reply: BoardsReply): BoardInfo[] {
  if (reply.removed === null) return reply.boards;
  const replaced = new Set([...reply.removed, ...reply.boards.map(({ boardId }) => boardId)]);
  return [...before.filter(({ boardId }) => !replaced.has(boardId)), ...reply.boards].sort(byAge);
}

/** The server's own sort order. */
function byAge(a: BoardInfo, b: BoardInfo): number {
  const created = ({ createdAt }: BoardInfo) => Date.parse(createdAt ?? "") || 0;
  return created(b) - created(a) || (a.boardId < b.boardId ? 1 : -1);
}
