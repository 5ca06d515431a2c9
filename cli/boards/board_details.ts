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
  const { rowCount, globalStep, lastTimestamp } = await reader.extent();
  return {
    steps: rowCount,
    globalStep,
    lastRowAt: lastTimestamp === null ? null : new Date(lastTimestamp),
  };
}

/** The media, by name. */
export async function mediaOf(reader: BoardReader): Promise<MediaSummary[]> {
  const names = await reader.names(["media"]);
  const { rows } = await reader.sql(`
    SELECT name, type, sum(size_bytes) FILTER (number = 1),
           string_agg(DISTINCT format, ', ' ORDER BY format)
    FROM (SELECT *, row_number() OVER (PARTITION BY name, type, media_id) AS number FROM media)
    GROUP BY name, type
  `);
  const keyOf = (name: unknown, type: unknown) => JSON.stringify([name, type]);
  const files = new Map(
    rows.map(([name, type, sizeBytes, formats]) => [keyOf(name, type), { sizeBytes, formats }]),
  );
  return names.map(({ name, type, count, lastStep }) => {
    const { sizeBytes, formats } = files.get(keyOf(name, type)) ?? {};
    return {
      ...{ name, type: String(type), count, lastStep },
      sizeBytes: Number(sizeBytes ?? 0),
      formats: String(formats ?? ""),
    };
  });
}

/** The tables or the histograms, by name. */
export async function seriesOf(
  reader: BoardReader,
  table: "tables" | "histograms",
): Promise<SeriesSummary[]> {
  const names = await reader.names([table]);
  return names.map(({ name, count, lastStep }) => ({ name, count, lastStep }));
}
