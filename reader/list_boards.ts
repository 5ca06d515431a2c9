// deno-lint-ignore-file require-await no-unused-vars
import type { BoardSummary } from "./board_summary.ts";
import { BoardReadError } from "./errors.ts";

/** Lists boards. */
export async function listBoards(
  baseDir: string,
  options: { counts?: boolean } = {},
): Promise<BoardSummary[]> {
  throw new BoardReadError("The reader is being built");
}
