import type { BoardReader, MediaRow } from "../../../reader/mod.ts";
import type {
  CheckedRowsQuery,
  HistogramRowJson,
  HistogramsReply,
  Json,
  MediaRef,
  MediaReply,
  MediaRowJson,
  StepsQuery,
  StepsReply,
  TablesReply,
} from "../../protocol/api.ts";
import { thinOut } from "../../protocol/thin_out.ts";
import { toJson } from "../http/to_json.ts";
import { QUERY_MS } from "./query_ms.ts";

const MAX_STEPS = 100_000;
const MAX_HISTOGRAM_STEPS = 1_000_000;

/** Which rows to read: a name, and steps from one to another, both inclusive. */
interface RowFilter {
  name?: string;
  step?: number;
  from?: number;
  to?: number;
}

/** The rows of the table media. */
export async function readMedia(
  reader: BoardReader,
  id: string,
  query: CheckedRowsQuery,
  signal?: AbortSignal,
): Promise<MediaReply> {
  const { type, limit } = query;
  const rows = await reader.media({ ...toFilter(query), type, limit }, {
    signal,
    timeoutMs: QUERY_MS,
  });
  return { rows: rows.map((row) => toMediaRow(id, row)) };
}

/** The rows of the table tables, and the media of their cells. */
export async function readTables(
  reader: BoardReader,
  id: string,
  query: CheckedRowsQuery,
  signal?: AbortSignal,
): Promise<TablesReply> {
  const { limit } = query;
  const rows = await reader.tables({ ...toFilter(query), limit }, { signal, timeoutMs: QUERY_MS });
  const media: TablesReply["media"] = {};
  const hasMedia = rows.some(({ columnTypes }) => columnTypes.includes("media"));
  if (hasMedia) {
    const steps = rows.map(({ step }) => step);
    const range = { from: Math.min(...steps), to: Math.max(...steps) };
    for (const row of await reader.media(range, { signal, timeoutMs: QUERY_MS })) {
      if (row.mediaId !== null) media[row.mediaId] = toMediaRef(id, row);
    }
  }
  return {
    rows: rows.map((row) => ({
      step: row.step,
      globalStep: row.globalStep,
      timestamp: row.timestamp?.toISOString() ?? null,
      name: row.name,
      columns: row.columns,
      columnTypes: row.columnTypes,
      rows: row.rows.map((cells) => cells.map(toJson)),
    })),
    media,
  };
}

/** The rows of the table histograms. */
export async function readHistograms(
  reader: BoardReader,
  query: CheckedRowsQuery,
  signal?: AbortSignal,
): Promise<HistogramsReply> {
  const where = toWhere(toFilter(query));
  const found = await reader.sql(
    `SELECT step FROM histograms ${where.sql} ORDER BY step`,
    where.params,
    { signal, timeoutMs: QUERY_MS, maxRows: MAX_HISTOGRAM_STEPS },
  );
  const steps = found.rows.map(([step]) => step as number);
  const chosen = query.thin === undefined ? steps : thinOut(steps, query.thin);
  const kept = chosen.slice(0, query.limit);
  if (kept.length === 0) return { rows: [], total: steps.length };
  const { rows } = await reader.sql(
    `SELECT step, global_step, timestamp, name, bins, counts, min, max, mean, std,
       count, nan_count, inf_count
     FROM histograms ${where.sql} AND step IN (${kept.join()}) ORDER BY step, name`,
    where.params,
    { signal, timeoutMs: QUERY_MS, maxRows: query.limit },
  );
  return { rows: rows.map((row) => toHistogramRow(row.map(toJson))), total: steps.length };
}

/** The steps at which something was logged under a name, with their places on an axis. */
export async function readSteps(
  reader: BoardReader,
  { kind, name, x, metric = "" }: StepsQuery,
  signal?: AbortSignal,
): Promise<StepsReply> {
  const where = toWhere({ name });
  const steps = `SELECT step, max(global_step) AS global_step FROM ${kind} ${where.sql}
    GROUP BY step ORDER BY step DESC LIMIT ${MAX_STEPS}`;
  const hasMetric = x === "metric" && await isNumber(reader, metric);
  const place = x === "global_step" ? "global_step" : hasMetric ? "place" : "NULL";
  const { rows } = await reader.sql(
    `SELECT step, ${place} FROM (${steps}) AS logged ${
      hasMetric ? withLastValue(metric) : ""
    } ORDER BY step`,
    where.params,
    { signal, timeoutMs: QUERY_MS, maxRows: MAX_STEPS },
  );
  return {
    steps: rows.map(([step]) => step as number),
    ...(x === undefined ? {} : { places: rows.map(([, place]) => place as number | null) }),
  };
}

async function isNumber(reader: BoardReader, metric: string): Promise<boolean> {
  return (await reader.metrics()).some(({ name, type }) => name === metric && type === "double");
}

/** Joins to each step, as `place`, the last finite value that a metric had by then. */
function withLastValue(metric: string): string {
  const column = `"${metric.replaceAll('"', '""')}"`;
  return `ASOF LEFT JOIN (
      SELECT step AS valued_at, ${column} AS place FROM metrics WHERE isfinite(${column})
    ) AS valued ON step >= valued_at`;
}

/** A medium, with its path on this server. */
function toMediaRef(id: string, row: MediaRow): MediaRef {
  const { type, width, height, caption } = row;
  const filename = row.filename ?? "";
  return {
    type,
    filename,
    width,
    height,
    caption,
    mediaId: row.mediaId ?? "",
    url: filename && `media/${encodeURIComponent(id)}/${encodeURIComponent(filename)}`,
    sizeBytes: row.sizeBytes ?? 0,
    format: row.format ?? "",
  };
}

function toMediaRow(id: string, row: MediaRow): MediaRowJson {
  return {
    ...toMediaRef(id, row),
    step: row.step,
    globalStep: row.globalStep,
    timestamp: row.timestamp?.toISOString() ?? null,
    name: row.name,
  };
}

function toHistogramRow(cells: Json[]): HistogramRowJson {
  const [step, globalStep, timestamp, name, bins, counts, min, max, mean, std, ...sums] = cells;
  const [count, nanCount, infCount] = sums;
  return {
    step,
    globalStep,
    timestamp,
    name,
    bins,
    counts,
    min,
    max,
    mean,
    std,
    count,
    nanCount,
    infCount,
  } as unknown as HistogramRowJson;
}

/** `after` is one step before `from`; the later of the two counts. */
function toFilter({ name, step, from, to, after }: CheckedRowsQuery): RowFilter {
  return { name, step, to, from: after === undefined ? from : Math.max(after + 1, from ?? 0) };
}

function toWhere({ name, step, from, to }: RowFilter): { sql: string; params: string[] } {
  const conditions = ["true"];
  if (name !== undefined) conditions.push("name = $1");
  if (step !== undefined) conditions.push(`step = ${step}`);
  if (from !== undefined) conditions.push(`step >= ${from}`);
  if (to !== undefined) conditions.push(`step <= ${to}`);
  return { sql: `WHERE ${conditions.join(" AND ")}`, params: name === undefined ? [] : [name] };
}
