import type { BoardSummary } from "../../reader/mod.ts";
import { formatBytes, formatCount } from "../text/format_number.ts";
import { formatAge, formatDuration } from "../text/format_time.ts";
import { outputWidth } from "../text/output_width.ts";
import { textTable } from "../text/text_table.ts";
import { statusStyle } from "./status_style.ts";

const UNKNOWN = "–";

/** Boards as a table, one per line. */
export function boardTable(boards: readonly BoardSummary[]): string {
  const count = (value: number | undefined) => value === undefined ? UNKNOWN : formatCount(value);
  return textTable(
    [
      { title: "BOARD" },
      { title: "NAME", minWidth: 12, dropRank: 1 },
      { title: "STATUS" },
      { title: "STARTED", dropRank: 3 },
      { title: "TOOK", align: "right", dropRank: 5 },
      { title: "STEPS", align: "right", dropRank: 2 },
      { title: "METRICS", align: "right", dropRank: 6 },
      { title: "MEDIA", align: "right", dropRank: 7 },
      { title: "SIZE", align: "right", dropRank: 4 },
      { title: "BACKEND", dropRank: 8 },
    ],
    boards.map((board) => {
      const { boardId, metadata, status, createdAt, counts, sizeBytes } = board;
      return [
        { text: boardId, style: "bold" },
        metadata?.name ?? UNKNOWN,
        { text: status, style: statusStyle(status) },
        createdAt === null ? UNKNOWN : formatAge(createdAt),
        durationOf(board),
        count(counts?.steps),
        count(counts?.metrics),
        count(counts?.media),
        formatBytes(sizeBytes),
        metadata?.backend ?? UNKNOWN,
      ];
    }),
    outputWidth(),
  ).text;
}

function durationOf({ live, createdAt, finishedAt }: BoardSummary): string {
  const end = live ? new Date() : finishedAt;
  if (createdAt === null || end === null) return UNKNOWN;
  return formatDuration(end.getTime() - createdAt.getTime());
}
