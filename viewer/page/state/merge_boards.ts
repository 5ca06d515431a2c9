import type { BoardInfo, BoardsReply } from "../../protocol/api.ts";

/**
 * The list of boards after an answer of the server, newest first. Boards that
 * have not changed are the same objects as before.
 */
export function mergeBoards(before: readonly BoardInfo[], reply: BoardsReply): BoardInfo[] {
  if (reply.removed === null) return reply.boards;
  const gone = new Set([...reply.removed, ...reply.boards.map(({ boardId }) => boardId)]);
  return [...before.filter(({ boardId }) => !gone.has(boardId)), ...reply.boards].sort(byAge);
}

/** As the server sorts them. */
function byAge(a: BoardInfo, b: BoardInfo): number {
  const at = ({ createdAt }: BoardInfo) => Date.parse(createdAt ?? "") || 0;
  return at(b) - at(a) || (a.boardId < b.boardId ? 1 : -1);
}
