import { summaryOf } from "../format/run_summary.ts";
import { messageOf } from "../system/message_of.ts";
import type { BoardCounts, BoardSummary } from "./board_summary.ts";
import type { FoundBoard } from "./find_boards.ts";
import { metricColumns } from "./metrics/metric_columns.ts";
import { narrowMetrics } from "./metrics/narrow_metrics.ts";
import { readSummary } from "./metrics/read_summary.ts";
import type { SandboxedDuckDb } from "./query/sandboxed_duckdb.ts";
import type { BoardSnapshot } from "./snapshot/board_snapshot.ts";
import { SnapshotRunner } from "./snapshot/snapshot_runner.ts";
import { filesFormatOf } from "./summarize.ts";

/** Counts the rows of boards, and adds counts, what counts for the runs, and problems to their summaries. */
export async function countRows(
  listed: readonly { board: FoundBoard; summary: BoardSummary }[],
): Promise<void> {
  const readable = listed.flatMap(({ board, summary }) => {
    const format = filesFormatOf(board);
    return format === undefined ? [] : [{ boardDir: board.boardDir, format, summary }];
  });
  // One DuckDB for all, which opens one board at a time.
  const snapshots = new SnapshotRunner(readable, {}, { verify: false });
  try {
    for (const [index, { summary }] of readable.entries()) {
      try {
        await snapshots.withSnapshot(
          async ([snapshot], duckdb) => {
            if (snapshot === undefined) return;
            summary.counts = await countRowsOf(snapshot, duckdb);
            const values = await readSummary(
              duckdb.connection,
              snapshot,
              summaryOf(summary.metadata),
            );
            summary.summary = Object.fromEntries(values);
          },
          undefined,
          [index],
        );
      } catch (error) {
        summary.problems.push(messageOf(error));
      }
      for (const problem of snapshots.problems(index)) {
        if (!summary.problems.includes(problem)) summary.problems.push(problem);
      }
    }
  } finally {
    await snapshots.close();
  }
}

async function countRowsOf(
  snapshot: BoardSnapshot,
  duckdb: SandboxedDuckDb,
): Promise<BoardCounts> {
  const { media, tables, histograms } = snapshot.relations;
  const metrics = await narrowMetrics(duckdb.connection, snapshot, []);
  const count = (relation: string) => `(SELECT count(*) FROM ${relation})`;
  const rows = await duckdb.rows(
    `SELECT ${[metrics, media, tables, histograms].map(count).join(", ")}`,
  );
  const [[steps, mediaCount, tableCount, histogramCount] = []] = rows;
  return {
    steps: Number(steps),
    metrics: await countMetrics(snapshot, duckdb),
    media: Number(mediaCount),
    tables: Number(tableCount),
    histograms: Number(histogramCount),
  };
}

/** Counts the metrics part by part: a query of the whole names each column for each part. */
async function countMetrics(
  { metricsParts }: BoardSnapshot,
  { connection }: SandboxedDuckDb,
): Promise<number> {
  const names = new Set<string>();
  for (const { relation } of metricsParts) {
    // DuckDB ignores upper and lower case.
    for (const { name } of await metricColumns(connection, relation)) names.add(name.toLowerCase());
  }
  return names.size;
}
