import type { BoardReader, LoggedName, NamedTable } from "../../../reader/mod.ts";
import type { BoardCounts, MetricInfoJson, NameInfo } from "../../protocol/api.ts";
import { toJson } from "../http/to_json.ts";

/** What a board's rows say about it as a whole. */
export interface BoardDetails {
  metrics: MetricInfoJson[];
  media: NameInfo[];
  tables: NameInfo[];
  histograms: NameInfo[];
  counts: BoardCounts;
  /** Of any table, -1 where there is no row. */
  lastStep: number;
  /** Of the table metrics, ms since 1970. */
  firstTimestamp: number | null;
  /** What of the board is damaged. */
  problems: string[];
}

const MAX_NAMES = 100_000;

/** Reads what the list of boards and the first page of a board show. */
export async function readBoardDetails(reader: BoardReader): Promise<BoardDetails> {
  const metrics = await reader.metrics();
  const names = await readNames(reader);
  const { rowCount, lastStep, firstTimestamp } = await reader.extent();
  const media = ofTable(names, "media");
  const tables = ofTable(names, "tables");
  const histograms = ofTable(names, "histograms");
  return {
    metrics: metrics.map((metric) => toJson(metric) as unknown as MetricInfoJson),
    ...{ media, tables, histograms },
    counts: {
      steps: rowCount,
      metrics: metrics.length,
      media: sum(media),
      tables: sum(tables),
      histograms: sum(histograms),
    },
    lastStep: Math.max(lastStep ?? -1, ...names.map(({ lastStep }) => lastStep)),
    firstTimestamp,
    problems: [...reader.problems],
  };
}

/** The names, in the order of their first steps. */
async function readNames(reader: BoardReader): Promise<LoggedName[]> {
  const names = await reader.names();
  return names.sort((a, b) => a.firstStep - b.firstStep).slice(0, MAX_NAMES);
}

function ofTable(names: readonly LoggedName[], table: NamedTable): NameInfo[] {
  return names.filter((named) => named.table === table).map((
    { name, type, count, firstStep, lastStep },
  ) => ({ name, count, firstStep, lastStep, ...(type === null ? {} : { type }) }));
}

function sum(names: readonly NameInfo[]): number {
  return names.reduce((total, { count }) => total + count, 0);
}
