import type { BoardSummary } from "../../reader/mod.ts";
import { formatAge, formatBytes, formatCount, formatDuration } from "../text/format.ts";
import { jsonValue } from "../text/json_value.ts";
import { outputWidth, type Style } from "../text/terminal_style.ts";
import { textTable } from "../text/text_table.ts";

const STATUS_STYLES: Readonly<Record<BoardSummary["status"], Style>> = {
  running: "cyan",
  finished: "green",
  crashed: "red",
  interrupted: "yellow",
  broken: ["red", "bold"],
};

/** How a status looks. */
export function statusStyle(status: BoardSummary["status"]): Style {
  return STATUS_STYLES[status];
}

/** Boards as a table for people, one a line. */
export function boardTable(boards: readonly BoardSummary[]): string {
  const count = (number: number | undefined) => number === undefined ? "–" : formatCount(number);
  return textTable(
    [
      { title: "BOARD" },
      { title: "NAME", least: 12, drop: 1 },
      { title: "STATUS" },
      { title: "STARTED", drop: 3 },
      { title: "TOOK", align: "right", drop: 5 },
      { title: "STEPS", align: "right", drop: 2 },
      { title: "METRICS", align: "right", drop: 6 },
      { title: "MEDIA", align: "right", drop: 7 },
      { title: "SIZE", align: "right", drop: 4 },
      { title: "BACKEND", drop: 8 },
    ],
    boards.map(({ boardId, metadata, status, createdAt, counts, sizeBytes, ...board }) => [
      { text: boardId, style: "bold" },
      metadata?.name ?? "–",
      { text: status, style: statusStyle(status) },
      createdAt === null ? "–" : formatAge(createdAt),
      took(board.live, createdAt, board.finishedAt),
      count(counts?.steps),
      count(counts?.metrics),
      count(counts?.media),
      formatBytes(sizeBytes),
      metadata?.backend ?? "–",
    ]),
    outputWidth(),
  ).text;
}

/** A board as JSON, with the names of `metadata.json`. */
export function boardJson(board: BoardSummary): Record<string, unknown> {
  const { metadata } = board;
  return {
    board_id: board.boardId,
    board_dir: board.boardDir,
    name: metadata?.name ?? null,
    status: board.status,
    live: board.live,
    backend: metadata?.backend ?? null,
    created_at: jsonValue(board.createdAt),
    finished_at: jsonValue(board.finishedAt),
    size_bytes: board.sizeBytes,
    counts: board.counts,
    config: metadata?.config ?? null,
    problems: board.problems,
  };
}

function took(live: boolean, from: Date | null, to: Date | null): string {
  const end = live ? new Date() : to;
  return from === null || end === null ? "–" : formatDuration(end.getTime() - from.getTime());
}
