import type { BoardReader, MediaRow } from "../../../reader/mod.ts";
import type {
  HistogramRowJson,
  HistogramsReply,
  Json,
  MediaKind,
  MediaRef,
  MediaReply,
  MediaRowJson,
  RowsQuery,
  StepsReply,
  TablesReply,
} from "../../protocol/api.ts";
import { expected, optionalInteger, optionalText, queryFields } from "../http/check_values.ts";
import { toJson } from "../http/to_json.ts";
import { QUERY_MS } from "./query_ms.ts";

const KINDS = ["media", "tables", "histograms"];
const MAX_STEPS = 100_000;
const NUMBERS = ["step", "from", "to", "after", "limit"];

/** Which rows are asked for, checked. */
export interface CheckedRowsQuery extends RowsQuery {
  /** How many rows at most. */
  limit: number;
  /** Media only. */
  type?: MediaKind;
  /** Histograms only: how many rows at most, evenly spaced. */
  thin?: number;
}

/** What an address says about the rows it wants. */
export function checkRowsQuery(url: URL): CheckedRowsQuery {
  const fields = queryFields(url, ["name", "type"], [...NUMBERS, "thin"]);
  const type = optionalText(fields, "type", 10);
  if (type !== undefined && !["image", "video", "audio"].includes(type)) {
    throw expected("type", "image, video or audio", type);
  }
  const after = optionalInteger(fields, "after", -1);
  const from = optionalInteger(fields, "from");
  return {
    name: optionalText(fields, "name", 100_000),
    type: type as MediaKind | undefined,
    step: optionalInteger(fields, "step"),
    from: after === undefined ? from : Math.max(after + 1, from ?? 0),
    to: optionalInteger(fields, "to"),
    limit: optionalInteger(fields, "limit", 1, 10_000) ?? 1000,
    thin: optionalInteger(fields, "thin", 1, 10_000),
  };
}

/** The rows of the table media. */
export async function readMedia(
  reader: BoardReader,
  id: string,
  { thin: _, ...filter }: CheckedRowsQuery,
  signal?: AbortSignal,
): Promise<MediaReply> {
  const rows = await reader.media(filter, { signal, timeoutMs: QUERY_MS });
  return { rows: rows.map((row) => toMediaRow(id, row)) };
}

/** The rows of the table tables, and where their media are. */
export async function readTables(
  reader: BoardReader,
  id: string,
  { thin: _, type: __, ...filter }: CheckedRowsQuery,
  signal?: AbortSignal,
): Promise<TablesReply> {
  const rows = await reader.tables(filter, { signal, timeoutMs: QUERY_MS });
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
      timestamp: row.timestamp.toISOString(),
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
  const where = whereOf(query);
  const found = await reader.sql(
    `SELECT step FROM histograms ${where.sql} ORDER BY step`,
    where.params,
    { signal, timeoutMs: QUERY_MS, maxRows: 1_000_000 },
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

/** At which steps something was logged. */
export async function readSteps(
  reader: BoardReader,
  url: URL,
  signal?: AbortSignal,
): Promise<StepsReply> {
  const fields = queryFields(url, ["kind", "name"], []);
  const kind = optionalText(fields, "kind", 20) ?? "";
  if (!KINDS.includes(kind)) throw expected("kind", KINDS.join(", "), kind);
  const where = whereOf({ name: optionalText(fields, "name", 100_000) });
  const { rows } = await reader.sql(
    `SELECT DISTINCT step FROM ${kind} ${where.sql} ORDER BY step DESC LIMIT ${MAX_STEPS}`,
    where.params,
    { signal, timeoutMs: QUERY_MS, maxRows: MAX_STEPS },
  );
  return { steps: rows.map(([step]) => step as number).reverse() };
}

/** The path on this server of a board's medium. */
function toMediaRef(id: string, row: MediaRow): MediaRef {
  const { type, width, height, caption } = row;
  const filename = row.filename ?? "";
  return {
    ...{ type, filename, width, height, caption },
    mediaId: row.mediaId ?? "",
    url: filename && `/media/${encodeURIComponent(id)}/${encodeURIComponent(filename)}`,
    sizeBytes: row.sizeBytes ?? 0,
    format: row.format ?? "",
  };
}

function toMediaRow(id: string, row: MediaRow): MediaRowJson {
  return {
    ...toMediaRef(id, row),
    step: row.step,
    globalStep: row.globalStep,
    timestamp: row.timestamp.toISOString(),
    name: row.name,
  };
}

function toHistogramRow(cells: Json[]): HistogramRowJson {
  const [step, globalStep, timestamp, name, bins, counts, min, max, mean, std, ...sums] = cells;
  const [count, nanCount, infCount] = sums;
  return {
    ...{ step, globalStep, timestamp, name, bins, counts, min, max, mean, std },
    ...{ count, nanCount, infCount },
  } as unknown as HistogramRowJson;
}

function whereOf({ name, step, from, to }: RowsQuery): { sql: string; params: string[] } {
  const conditions = ["true"];
  if (name !== undefined) conditions.push("name = $1");
  if (step !== undefined) conditions.push(`step = ${step}`);
  if (from !== undefined) conditions.push(`step >= ${from}`);
  if (to !== undefined) conditions.push(`step <= ${to}`);
  return { sql: `WHERE ${conditions.join(" AND ")}`, params: name === undefined ? [] : [name] };
}

/** So many of a list, evenly spaced, the first and the last among them. */
function thinOut<Item>(items: readonly Item[], count: number): Item[] {
  if (items.length <= count) return [...items];
  if (count === 1) return items.slice(-1);
  const gap = (items.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, index) => items[Math.round(index * gap)]);
}
