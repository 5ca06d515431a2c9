import type { BoardSummary } from "../../reader/mod.ts";
import { jsonValue } from "../text/json_value.ts";
import type { BoardField } from "./board_fields.ts";

/**
 * A board in a list as JSON, with the names of `metadata.json`.
 *
 * @param columns Values that were asked for: they are in `columns`.
 */
export function boardJson(
  board: BoardSummary,
  columns?: readonly BoardField[],
): Record<string, unknown> {
  const { metadata } = board;
  return {
    board_id: board.boardId,
    board_dir: board.boardDir,
    name: metadata?.name ?? null,
    title: board.title,
    group: board.group,
    rank: board.rank,
    world_size: board.worldSize,
    tags: board.tags,
    notes: board.notes,
    hidden: board.hidden,
    status: board.status,
    live: board.live,
    reason: board.reason,
    backend: metadata?.backend ?? null,
    created_at: jsonValue(board.createdAt),
    finished_at: jsonValue(board.finishedAt),
    size_bytes: board.sizeBytes,
    counts: board.counts,
    summary: jsonValue(board.summary),
    config: metadata?.config ?? null,
    problems: board.problems,
    ...columns && {
      columns: Object.fromEntries(
        columns.map(({ name, valueOf }) => [name, jsonValue(valueOf(board))]),
      ),
    },
  };
}
