import type { BoardReader } from "../../../reader/mod.ts";
import type { BoardCounts, MediaKind, MetricInfoJson, NameInfo } from "../../protocol/api.ts";
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
const NAMES = `
  SELECT * FROM (
    SELECT 'media' AS kind, name, type, count(*) AS n, min(step) AS first, max(step) AS last
    FROM media GROUP BY name, type
    UNION ALL
    SELECT 'tables', name, NULL, count(*), min(step), max(step) FROM tables GROUP BY name
    UNION ALL
    SELECT 'histograms', name, NULL, count(*), min(step), max(step) FROM histograms GROUP BY name
  ) ORDER BY first, name, type`;
const ROWS = "SELECT count(*), max(step), epoch_us(min(timestamp)) / 1000 FROM metrics";

/** Reads what stands in the list of boards and on the first page of one. */
export async function readBoardDetails(reader: BoardReader): Promise<BoardDetails> {
  const metrics = await reader.metrics();
  const names = await reader.sql(NAMES, undefined, { maxRows: MAX_NAMES });
  const rows = await reader.sql(ROWS);
  const [steps, lastStep, firstTimestamp] = rows.rows[0] as [number, number | null, number | null];
  const byKind = { media: [], tables: [], histograms: [] } as Record<string, NameInfo[]>;
  for (const [kind, name, type, count, first, last] of names.rows) {
    const info: NameInfo = {
      name: name as string,
      count: count as number,
      firstStep: first as number,
      lastStep: last as number,
    };
    if (type !== null) info.type = type as MediaKind;
    byKind[kind as string].push(info);
  }
  const { media, tables, histograms } = byKind;
  const all = [...media, ...tables, ...histograms];
  return {
    metrics: metrics.map((metric) => toJson(metric) as unknown as MetricInfoJson),
    ...{ media, tables, histograms },
    counts: {
      steps,
      metrics: metrics.length,
      media: sum(media),
      tables: sum(tables),
      histograms: sum(histograms),
    },
    lastStep: Math.max(lastStep ?? -1, ...all.map((info) => info.lastStep)),
    firstTimestamp,
    problems: [...reader.problems],
  };
}

function sum(names: readonly NameInfo[]): number {
  return names.reduce((total, { count }) => total + count, 0);
}
