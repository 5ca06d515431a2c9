import type { BoardCounts, BoardSummary } from "./board_summary.ts";
import { findBoards, type FoundBoard, toDate } from "./find_boards.ts";
import { formatOf, sizeOf, statusOf } from "./snapshot/folder.ts";
import { metricColumns } from "./metrics/metric_columns.ts";
import { Session } from "./snapshot/session.ts";

/** How boards are listed. */
export interface ListOptions {
  /** Which boards to list; it does not know counts and sizes yet. Default: all. */
  where?: (board: BoardSummary) => boolean;
  /** Whether rows are counted, for which each board's files are opened. Default: `true`. */
  counts?: boolean;
  /** Whether sizes are summed up, for which each board's folder is walked. Default: `true`. */
  sizes?: boolean;
}

/**
 * Lists the boards in a folder, newest first. Broken ones are among them, with
 * what is wrong.
 *
 * @param baseDir The folder that boards are in.
 * @throws {BoardReadError} Where there is no such folder.
 *
 * @example
 * ```ts
 * import { Board } from "@kohakuboard/client";
 * import { listBoards } from "@kohakuboard/client/reader";
 * import { assertEquals } from "@std/assert";
 *
 * const baseDir = Deno.makeTempDirSync();
 * await new Board({ name: "listed", baseDir }).finish();
 *
 * const [board] = await listBoards(baseDir);
 * assertEquals(board.metadata?.name, "listed");
 * assertEquals(board.status, "finished");
 * ```
 */
export async function listBoards(
  baseDir: string,
  { where = () => true, counts = true, sizes = true }: ListOptions = {},
): Promise<BoardSummary[]> {
  const listed = findBoards(baseDir)
    .map((board) => ({ board, summary: summaryOf(board) }))
    .filter(({ summary }) => where(summary));
  if (sizes) {
    for (const { summary } of listed) summary.sizeBytes = sizeOf(summary.boardDir);
  }
  if (counts) await countRows(listed);
  return listed.map(({ summary }) => summary);
}

/** What can be said of a board without a look at its files. */
export function summaryOf(board: FoundBoard): BoardSummary {
  const { boardId, boardDir, live, metadata, createdAt, problems } = board;
  return {
    boardId,
    boardDir,
    status: statusOf(board),
    live,
    metadata,
    createdAt,
    finishedAt: toDate(metadata?.finished_at),
    sizeBytes: 0,
    counts: null,
    problems: [...problems],
  };
}

async function countRows(
  listed: readonly { board: FoundBoard; summary: BoardSummary }[],
): Promise<void> {
  const readable = listed.flatMap(({ board, summary }) => {
    const { boardDir, isNewer } = board;
    const format = isNewer ? undefined : formatOf(boardDir) ?? ofBackend(board);
    return format === undefined ? [] : [{ boardDir, format, summary }];
  });
  // One DuckDB for all, one board at a time.
  const session = new Session(readable, {}, { verify: false });
  try {
    for (const [place, { summary }] of readable.entries()) {
      try {
        summary.counts = await session.withSnapshot(
          async ([tables], engine) => {
            if (tables === undefined) return null;
            const { metrics, media, tables: logged, histograms } = tables.relations;
            const [counted] = await engine.rows(
              `SELECT ${
                [metrics, media, logged, histograms].map((from) => `(SELECT count(*) FROM ${from})`)
                  .join(", ")
              }`,
            );
            const [steps, ...others] = counted.map(Number);
            const columns = await metricColumns(engine.connection, metrics);
            return toCounts([steps, columns.length, ...others]);
          },
          undefined,
          [place],
        );
      } catch (error) {
        summary.problems.push((error as Error).message);
      }
      for (const problem of session.problems(place)) {
        if (!summary.problems.includes(problem)) summary.problems.push(problem);
      }
    }
  } finally {
    await session.close();
  }
}

/** A board without files yet has its rows in the journal. */
function ofBackend({ metadata }: FoundBoard): "duckdb" | "parquet" | undefined {
  const backend = metadata?.backend;
  return backend === "duckdb" || backend === "parquet" ? backend : undefined;
}

function toCounts([steps, metrics, media, tables, histograms]: number[]): BoardCounts {
  return { steps, metrics, media, tables, histograms };
}
