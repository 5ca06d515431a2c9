/**
 * Counts what a board contains.
 *
 * @module
 */
import type { BoardReader } from "../../reader/mod.ts";

/** How far a run has got. */
export interface StepSummary {
  /** The number of steps: rows of `metrics`. */
  steps: number;
  /** `null` before the first `step()`. */
  globalStep: number | null;
  /** `null` if there are no rows. */
  lastRowAt: Date | null;
}

/** All media of one name and type. */
export interface MediaSummary {
  name: string;
  type: string;
  count: number;
  lastStep: number;
  /** The size of the files. Equal content is stored, and counted, once. */
  sizeBytes: number;
  formats: string;
}

/** All tables, or all histograms, of one name. */
export interface NameSummary {
  name: string;
  count: number;
  lastStep: number;
}

/** Counts the steps. */
export async function summarizeSteps(reader: BoardReader): Promise<StepSummary> {
  const { rowCount, globalStep, lastTimestamp } = await reader.extent();
  return {
    steps: rowCount,
    globalStep,
    lastRowAt: lastTimestamp === null ? null : new Date(lastTimestamp),
  };
}

/** Counts the media by name and type. */
export async function summarizeMedia(reader: BoardReader): Promise<MediaSummary[]> {
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

/** Counts the tables, or the histograms, by name. */
export async function summarizeNames(
  reader: BoardReader,
  table: "tables" | "histograms",
): Promise<NameSummary[]> {
  const names = await reader.names([table]);
  return names.map(({ name, count, lastStep }) => ({ name, count, lastStep }));
}
