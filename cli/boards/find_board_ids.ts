import { basename } from "@std/path";
import type { StoreAccess } from "../../reader/shared/store_access.ts";
import { resolveBoard } from "../../reader/resolve_board.ts";

/** The ids of boards that a command is given, none twice; `undefined` for all, as without a name. */
export async function findBoardIds(
  baseDir: string,
  boards: readonly string[],
  access?: StoreAccess,
): Promise<string[] | undefined> {
  if (boards.length === 0 || boards.includes("all")) return undefined;
  const ids = new Set<string>();
  for (const board of boards) ids.add(basename(await resolveBoard(baseDir, board, access)));
  return [...ids];
}
