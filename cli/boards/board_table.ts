import type { BoardSummary } from "../../reader/mod.ts";
import { formatBytes, formatCount, formatNumber } from "../text/format_number.ts";
import { formatAge, formatDuration } from "../text/format_time.ts";
import { outputWidth } from "../text/output_width.ts";
import { truncate } from "../text/truncate.ts";
import { type TableColumn, type TextCell, textTable } from "../text/text_table.ts";
import type { RankedRun } from "../../reader/ranked_runs.ts";
import { type BoardField, boardField } from "./board_fields.ts";
import { durationMs } from "./duration_ms.ts";
import { ranksReason, ranksStatus, ranksText } from "./ranks_text.ts";
import { statusStyle } from "./status_style.ts";

/** So many values that count for runs are shown, and so much of a text. */
const MAX_VALUES = 4;
const MAX_VALUE_WIDTH = 20;

const UNKNOWN = "–";
/** An id that is cut shows at least the day and the time that it begins with. */
const MIN_ID_LENGTH = 15;

/** A column of the list. */
interface ListColumn extends TableColumn {
  cell(board: BoardSummary): TextCell;
}

/** What a table of boards shows besides what all tables do. */
export interface BoardTableOptions {
  /** Trainings of several processes, by the board that stands for all. */
  trainings?: ReadonlyMap<BoardSummary, RankedRun>;
  /** The columns to show besides board, name and status. Default: all that there is room for. */
  columns?: readonly BoardField[];
  /** Columns to show besides the usual ones. */
  more?: readonly BoardField[];
}

/**
 * Boards as a table, one per line. Where it is narrow, other columns are dropped
 * first, then ids are cut, as a command takes the beginning of one, and then names.
 */
export function boardTable(
  boards: readonly BoardSummary[],
  { trainings = new Map(), columns, more = [] }: BoardTableOptions = {},
): string {
  const shown = columns === undefined
    ? usualColumns(boards, trainings, more)
    : chosenColumns(boards, trainings, columns);
  return textTable(
    shown,
    boards.map((board) => shown.map(({ cell }) => cell(board))),
    outputWidth(),
  ).text;
}

function usualColumns(
  boards: readonly BoardSummary[],
  trainings: ReadonlyMap<BoardSummary, RankedRun>,
  more: readonly BoardField[],
): ListColumn[] {
  const { board, name, status, group, tags, reason, ...others } = columnsOf(boards, trainings);
  const values = summaryNames(boards, more.map((field) => field.name)).map((title) =>
    valueColumn(boardField(boards, title, "show"), 2)
  );
  return [
    ...[board, name, status],
    ...boards.some((board) => board.group !== null) ? [group] : [],
    ...boards.some((board) => board.tags.length > 0) ? [tags] : [],
    ...values,
    ...more.map((field, index) => valueColumn(field, index === 0 ? 2 : 4)),
    ...Object.values(others),
    // The last one: a long text moves no column of a list that is not cut to a terminal's width.
    ...boards.some((board) => reason.cell(board) !== "") ? [reason] : [],
  ];
}

/** Board, name and status tell which run it is. */
function chosenColumns(
  boards: readonly BoardSummary[],
  trainings: ReadonlyMap<BoardSummary, RankedRun>,
  fields: readonly BoardField[],
): ListColumn[] {
  const known = columnsOf(boards, trainings);
  const { board, name, status } = known;
  const asked = fields.map((field, index) => ({
    ...(field.isColumn ? known[field.name as keyof typeof known] : undefined) ??
      valueColumn(field, 0),
    dropRank: index + 2,
  }));
  const isAsked = ({ title }: ListColumn) => asked.some((column) => column.title === title);
  return [...[board, name, status].filter((column) => !isAsked(column)), ...asked];
}

/** The columns that are no values of a run's script, in their order. */
function columnsOf(
  boards: readonly BoardSummary[],
  trainings: ReadonlyMap<BoardSummary, RankedRun>,
) {
  const count = (value: number | undefined) => value === undefined ? UNKNOWN : formatCount(value);
  const right = { align: "right" as const };
  return {
    board: {
      title: "BOARD",
      minWidth: uniqueLength(boards.map(({ boardId }) => boardId)),
      wantedWidth: Infinity,
      narrowsFirst: true,
      cell: ({ boardId }) => ({ text: boardId, style: "bold" }),
    },
    name: {
      title: "NAME",
      minWidth: 8,
      wantedWidth: 40,
      cell: ({ metadata, title }) => title ?? metadata?.name ?? UNKNOWN,
    },
    status: {
      title: "STATUS",
      cell(board) {
        const training = trainings.get(board);
        const status = training === undefined ? board.status : ranksStatus(training);
        return { text: status, style: statusStyle(status) };
      },
    },
    group: {
      title: "GROUP",
      minWidth: 8,
      dropRank: 4,
      cell: (board) => groupText(board, trainings.get(board)),
    },
    tags: { title: "TAGS", minWidth: 8, dropRank: 5, cell: ({ tags }) => tags.join(", ") },
    started: {
      title: "STARTED",
      dropRank: 3,
      cell: ({ createdAt }) => createdAt === null ? UNKNOWN : formatAge(createdAt),
    },
    took: { title: "TOOK", ...right, dropRank: 5, cell: durationOf },
    steps: { title: "STEPS", ...right, dropRank: 2, cell: ({ counts }) => count(counts?.steps) },
    metrics: {
      title: "METRICS",
      ...right,
      dropRank: 6,
      cell: ({ counts }) => count(counts?.metrics),
    },
    media: { title: "MEDIA", ...right, dropRank: 7, cell: ({ counts }) => count(counts?.media) },
    size: { title: "SIZE", ...right, dropRank: 4, cell: (board) => formatBytes(board.sizeBytes) },
    backend: {
      title: "BACKEND",
      dropRank: 8,
      cell: ({ metadata }) => metadata?.backend ?? UNKNOWN,
    },
    reason: {
      title: "REASON",
      minWidth: 12,
      dropRank: 1,
      cell(board) {
        const training = trainings.get(board);
        return training === undefined ? board.reason ?? "" : ranksReason(training);
      },
    },
  } satisfies Record<string, ListColumn>;
}

function valueColumn({ name, valueOf }: BoardField, dropRank: number): ListColumn {
  return {
    title: name,
    align: "right",
    dropRank,
    cell(board) {
      const value = valueOf(board);
      if (value === null) return "";
      if (typeof value === "number") return formatNumber(value);
      return truncate(String(value), MAX_VALUE_WIDTH);
    },
  };
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
function summaryNames(boards: readonly BoardSummary[], except: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const { summary } of boards) {
    for (const name of Object.keys(summary ?? {})) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).slice(0, MAX_VALUES).map(([name]) => name)
    .filter((name) => !except.includes(name));
}

function groupText({ group, rank }: BoardSummary, training?: RankedRun): string {
  const ranks = training !== undefined ? ranksText(training) : rank === null ? "" : `rank ${rank}`;
  return [group ?? "", ranks].filter((part) => part !== "").join(", ");
}
