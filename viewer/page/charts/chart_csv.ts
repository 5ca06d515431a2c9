import type { BoardInfo, Series, SeriesRequest } from "../../protocol/api.ts";
import { plural } from "../ui/format.ts";
import { toCsv } from "../ui/download.ts";
import type { XKind } from "./settings/chart_settings.ts";
import { RunSeries } from "./series/run_series.ts";

/** What a file is made of. */
export interface ChartCsvOptions {
  metric: string;
  /** The runs that have it, and what they are called. */
  runs: readonly { board: BoardInfo; title: string }[];
  xKind: XKind;
  /** The metric that is the x axis, where one is. */
  xMetric: string;
  /** The piece of the x axis; `null` is all of it. */
  range: readonly [from: number, to: number] | null;
  /** How many points of each run there are at most, about. */
  most: number;
  /** Asks the server for a line. */
  ask: (request: SeriesRequest) => Promise<Series>;
}

/**
 * The rows of a metric as CSV: a line for each run and value.
 *
 * @returns The text, and what it leaves out, in plain words; `null` where it is all there is.
 * @throws {Error} Where a run cannot be read.
 */
export async function chartCsv(
  { metric, runs, xKind, xMetric, range, most, ask }: ChartCsvOptions,
): Promise<{ text: string; leftOut: string | null }> {
  const rows: unknown[][] = [];
  const leftOut: string[] = [];
  for (const { board, title } of runs) {
    const line = new RunSeries(board, metric, xKind, xMetric, most);
    const series = await ask(range ? line.requestPiece(...range) : line.request());
    if (series.error !== undefined) throw new Error(`${title}: ${series.error}`);
    line.receive(series, false);
    const { x, y } = line.points(null);
    for (let i = 0; i < x.length; i++) rows.push([board.boardId, title, x[i], y[i]]);
    if (!series.sampled) continue;
    leftOut.push(`${title}: ${x.length.toLocaleString("en")} of ${plural(series.rowCount, "row")}`);
  }
  const unit = xKind === "relative" || xKind === "clock" ? `${xKind}_ms` : xKind;
  const column = xKind === "metric" ? xMetric : unit;
  return {
    text: toCsv(["board_id", "run", column, metric], rows),
    leftOut: leftOut.length === 0 ? null : leftOut.join("; "),
  };
}
