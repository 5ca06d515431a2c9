import type { BoardSummary } from "../../reader/mod.ts";
import { formatBytes, formatCount, formatNumber } from "../text/format_number.ts";
import { formatAge, formatDuration } from "../text/format_time.ts";
import { outputWidth } from "../text/output_width.ts";
import { truncate } from "../text/truncate.ts";
import { textTable } from "../text/text_table.ts";
import type { RankedRun } from "../../reader/ranked_runs.ts";
import { durationMs } from "./duration_ms.ts";
import { ranksReason, ranksStatus, ranksText } from "./ranks_text.ts";
import { statusStyle } from "./status_style.ts";

/** So many values that count for runs are shown, and so much of a text. */
const MAX_VALUES = 4;
const MAX_VALUE_WIDTH = 20;

const UNKNOWN = "–";
/** An id that is cut shows at least the day and the time that it begins with. */
const MIN_ID_LENGTH = 15;

/**
 * Boards as a table, one per line. Where it is narrow, other columns are dropped
 * first, then ids are cut, as a command takes the beginning of one, and then names.
 *
 * @param trainings Those of several processes, by the board that stands for all.
 */
export function boardTable(
  boards: readonly BoardSummary[],
  trainings: ReadonlyMap<BoardSummary, RankedRun> = new Map(),
): string {
  const count = (value: number | undefined) => value === undefined ? UNKNOWN : formatCount(value);
  const values = summaryNames(boards);
  const hasGroups = boards.some(({ group }) => group !== null);
  const reasonOf = (board: BoardSummary) => {
    const training = trainings.get(board);
    return training === undefined ? board.reason ?? "" : ranksReason(training);
  };
  const hasReasons = boards.some((board) => reasonOf(board) !== "");
  const hasTags = boards.some(({ tags }) => tags.length > 0);
  return textTable(
    [
      {
        title: "BOARD",
        minWidth: uniqueLength(boards.map(({ boardId }) => boardId)),
        wantedWidth: Infinity,
        narrowsFirst: true,
      },
      { title: "NAME", minWidth: 12, wantedWidth: 40, dropRank: 1 },
      { title: "STATUS" },
      ...hasGroups ? [{ title: "GROUP", minWidth: 8, dropRank: 4 }] : [],
      ...hasTags ? [{ title: "TAGS", minWidth: 8, dropRank: 5 }] : [],
      ...values.map((title) => ({ title, align: "right" as const, dropRank: 2 })),
      { title: "STARTED", dropRank: 3 },
      { title: "TOOK", align: "right", dropRank: 5 },
      { title: "STEPS", align: "right", dropRank: 2 },
      { title: "METRICS", align: "right", dropRank: 6 },
      { title: "MEDIA", align: "right", dropRank: 7 },
      { title: "SIZE", align: "right", dropRank: 4 },
      { title: "BACKEND", dropRank: 8 },
      // The last one: a long text moves no column of a list that is not cut to a terminal's width.
      ...hasReasons ? [{ title: "REASON", minWidth: 12, dropRank: 1 }] : [],
    ],
    boards.map((board) => {
      const { boardId, metadata, title, createdAt, counts, sizeBytes } = board;
      const training = trainings.get(board);
      const status = training === undefined ? board.status : ranksStatus(training);
      return [
        { text: boardId, style: "bold" },
        title ?? metadata?.name ?? UNKNOWN,
        { text: status, style: statusStyle(status) },
        ...hasGroups ? [groupText(board, training)] : [],
        ...hasTags ? [board.tags.join(", ")] : [],
        ...values.map((name) => summaryText(board, name)),
        createdAt === null ? UNKNOWN : formatAge(createdAt),
        durationOf(board),
        count(counts?.steps),
        count(counts?.metrics),
        count(counts?.media),
        formatBytes(sizeBytes),
        metadata?.backend ?? UNKNOWN,
        ...hasReasons ? [reasonOf(board)] : [],
      ];
    }),
    outputWidth(),
  ).text;
}

/** How many characters of the ids, and an ellipsis, tell them apart. */
function uniqueLength(ids: readonly string[]): number {
  const sorted = ids.toSorted();
  let shared = MIN_ID_LENGTH - 1;
  for (const [index, id] of sorted.entries()) {
    const next = sorted[index + 1] ?? "";
    let equal = 0;
    while (equal < id.length && id[equal] === next[equal]) equal++;
    shared = Math.max(shared, equal);
  }
  return shared + 2; // The first character that differs, and the ellipsis.
}

function durationOf(board: BoardSummary): string {
  const ms = durationMs(board);
  return ms === null ? UNKNOWN : formatDuration(ms);
}

/** What counts for the runs, as their scripts say: the names of the most runs. */
function summaryNames(boards: readonly BoardSummary[]): string[] {
  const counts = new Map<string, number>();
  for (const { summary } of boards) {
    for (const name of Object.keys(summary ?? {})) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).slice(0, MAX_VALUES).map(([name]) => name);
}

function summaryText({ summary }: BoardSummary, name: string): string {
  const value = summary !== null && Object.hasOwn(summary, name) ? summary[name] ?? null : null;
  if (value === null) return "";
  return typeof value === "number" ? formatNumber(value) : truncate(String(value), MAX_VALUE_WIDTH);
}

function groupText({ group, rank }: BoardSummary, training?: RankedRun): string {
  const ranks = training !== undefined ? ranksText(training) : rank === null ? "" : `rank ${rank}`;
  return [group ?? "", ranks].filter((part) => part !== "").join(", ");
}
