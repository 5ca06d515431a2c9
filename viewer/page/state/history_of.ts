import type { BoardInfo } from "../../protocol/api.ts";

/** What tells the rows of a board from those that one of its id had: that was made anew, or rewound. */
export function historyOf(
  { boardId, createdAt, rewoundAt }: Pick<BoardInfo, "boardId" | "createdAt" | "rewoundAt">,
): readonly (string | null | undefined)[] {
  return [boardId, createdAt, rewoundAt];
}
