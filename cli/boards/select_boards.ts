import type { BoardSummary } from "../../reader/board_summary.ts";
import { listBoards } from "../../reader/list_boards.ts";
import type { ListOptions } from "../../reader/list_options.ts";
import { Progress } from "../output/progress.ts";
import { namePattern } from "./name_pattern.ts";
import { requireBaseDir } from "./require_base_dir.ts";

/** Filters for boards. A board must match every filter that is given. */
export interface BoardSelection {
  /** The status of the run. */
  status?: string;
  /** A pattern for the name of the run, with `*` and `?`. */
  name?: string;
  /** The group that the run belongs to. */
  group?: string;
  /** Tags that the run has, all of them. */
  tag?: readonly string[];
  /** Ids of boards. */
  ids?: ReadonlySet<string>;
}

/** Lists the boards in a folder that match, newest first. @throws {Error} If there is no folder. */
export async function selectBoards(
  baseDir: string,
  { status, name, group, tag, ids }: BoardSelection,
  options?: ListOptions,
): Promise<BoardSummary[]> {
  await requireBaseDir(baseDir);
  using _ = new Progress("Reading boards");
  const pattern = name === undefined ? undefined : namePattern(name);
  const filters = [ids, status, pattern, group, tag, options?.where];
  const isFiltered = filters.some((filter) => filter !== undefined);
  // Without a filter, `limit` boards need to be looked at and no more.
  if (!isFiltered) return await listBoards(baseDir, options);
  const where = (board: BoardSummary) =>
    (ids === undefined || ids.has(board.boardId)) &&
    (status === undefined || board.status === status) &&
    (pattern === undefined || namesOf(board).some((name) => pattern.test(name))) &&
    (group === undefined || board.group === group) &&
    (tag === undefined || tag.every((one) => board.tags.includes(one))) &&
    (options?.where?.(board) ?? true);
  return await listBoards(baseDir, { ...options, where });
}

/** What a run is called: by its script, and by people. */
function namesOf({ metadata, title }: BoardSummary): string[] {
  return [metadata?.name, title].filter((name) => typeof name === "string");
}
