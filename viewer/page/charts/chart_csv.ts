import type { BoardInfo, Series, SeriesRequest } from "../../protocol/api.ts";
import { formatCount } from "../values/format_count.ts";
import { formatPlural } from "../values/format_plural.ts";
import { xColumn } from "./x_column.ts";
import { toCsv } from "../values/to_csv.ts";
import { RunSeries } from "./series/run_series.ts";
import type { XKind } from "./settings/chart_settings.ts";

/** The content of a CSV file of a chart. */
export interface ChartCsvOptions {
  metric: string;
  /** The runs that have the metric, and their titles. */
  runs: readonly { board: BoardInfo; title: string }[];
  xKind: XKind;
  /** The metric of the x axis, if it is a metric. */
  xMetric: string;
  /** The range of the x axis; `null` is the whole axis. */
  range: readonly [from: number, to: number] | null;
  /** About how many points of each run the file contains, at most. */
  maxPoints: number;
  /** Requests a series from the server. */
  request: (request: SeriesRequest) => Promise<Series>;
}

/**
 * The rows of several metrics as CSV, with one line per run, metric and value.
 *
 * @returns As {@linkcode chartCsv}.
 * @throws {Error} If a run cannot be read.
 */
export async function combinedCsv(
  each: readonly ChartCsvOptions[],
): Promise<{ text: string; missing: string | null }> {
  const parts = await Promise.all(each.map(async (options) => ({
    name: options.metric,
    column: xColumn(options.xKind, options.xMetric),
    ...await readRows(options),
  })));
  const rows = parts.flatMap(({ name, rows }) =>
    rows.map(([id, title, at, y]) => [id, title, name, at, y])
  );
  const missing = parts.flatMap(({ name, missing }) => missing.map((text) => `${name}, ${text}`));
  return {
    text: toCsv(["board_id", "run", "metric", parts[0]?.column ?? "x", "value"], rows),
    missing: missing.length === 0 ? null : missing.join("; "),
  };
}

/**
 * The rows of a metric as CSV, with one line per run and value.
 *
 * @returns The text, and how many rows of which runs it lacks; `null` if it has all of them.
 * @throws {Error} If a run cannot be read.
 */
export async function chartCsv(
  options: ChartCsvOptions,
): Promise<{ text: string; missing: string | null }> {
  const { rows, missing } = await readRows(options);
  return {
    text: toCsv(["board_id", "run", xColumn(options.xKind, options.xMetric), options.metric], rows),
    missing: missing.length === 0 ? null : missing.join("; "),
  };
}

/** The rows of a metric, and how many rows of which runs are not among them. */
async function readRows(
  { metric, runs, xKind, xMetric, range, maxPoints, request }: ChartCsvOptions,
): Promise<{ rows: unknown[][]; missing: string[] }> {
  const rows: unknown[][] = [];
  const missing: string[] = [];
  for (const { board, title } of runs) {
    const line = new RunSeries(board, metric, xKind, xMetric, maxPoints);
    const series = await request(range ? line.requestRange(...range) : line.request());
    if (series.error !== undefined) throw new Error(`${title}: ${series.error}`);
    line.receive(series, false);
    const { x, y } = line.points(null);
    x.forEach((at, i) => rows.push([board.boardId, title, at, y[i]]));
    if (!series.sampled) continue;
    missing.push(`${title}: ${formatCount(x.length)} of ${formatPlural(series.rowCount, "row")}`);
  }
  return { rows, missing };
}
