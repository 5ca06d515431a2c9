/**
 * What a board has beside its metrics, in numbers.
 *
 * @module
 */
import type { BoardReader } from "../../reader/mod.ts";

/** How far a board has come. */
export interface Extent {
  /** Rows of the metrics. */
  steps: number;
  /** `null` before the first `step()`. */
  globalStep: number | null;
  /** `null` without a row. */
  lastRowAt: Date | null;
}

/** Media of one name and type. */
export interface MediaSummary {
  name: string;
  type: string;
  count: number;
  lastStep: number;
  /** Of the files: equal content is stored once. */
  sizeBytes: number;
  formats: string;
}

/** Tables or histograms of one name. */
export interface SeriesSummary {
  name: string;
  count: number;
  lastStep: number;
}

/** How far the board has come. */
export async function extentOf(reader: BoardReader): Promise<Extent> {
  const { rows: [[steps, globalStep, lastRowAt]] } = await reader.sql(
    "SELECT count(*), max(global_step), max(timestamp) FROM metrics",
  );
  return {
    steps: Number(steps),
    globalStep: globalStep === null ? null : Number(globalStep),
    lastRowAt: lastRowAt as Date | null,
  };
}

/** The media, by name. */
export async function mediaOf(reader: BoardReader): Promise<MediaSummary[]> {
  const { rows } = await reader.sql(`
    SELECT name, type, count(*), max(step), sum(size_bytes) FILTER (number = 1),
           string_agg(DISTINCT format, ', ' ORDER BY format)
    FROM (SELECT *, row_number() OVER (PARTITION BY name, type, media_id) AS number FROM media)
    GROUP BY name, type ORDER BY name, type
  `);
  return rows.map(([name, type, count, lastStep, sizeBytes, formats]) => ({
    name: String(name),
    type: String(type),
    count: Number(count),
    lastStep: Number(lastStep),
    sizeBytes: Number(sizeBytes),
    formats: String(formats ?? ""),
  }));
}

/** The tables or the histograms, by name. */
export async function seriesOf(
  reader: BoardReader,
  table: "tables" | "histograms",
): Promise<SeriesSummary[]> {
  const { rows } = await reader.sql(
    `SELECT name, count(*), max(step) FROM ${table} GROUP BY name ORDER BY name`,
  );
  return rows.map(([name, count, lastStep]) => ({
    name: String(name),
    count: Number(count),
    lastStep: Number(lastStep),
  }));
}
