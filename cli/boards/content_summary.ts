/**
 * Counts what a board contains.
 *
 * @module
 */
import type { BoardReader } from "../../reader/mod.ts";
import { alertTextsSql } from "./alert_texts_sql.ts";

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

/** The files that were logged under one name. */
export interface FileSummary {
  name: string;
  /** How often one was logged. */
  count: number;
  /** The size of the contents that are there, each counted once. */
  sizeBytes: number;
  /** `null` where the last one came before the first log call. */
  lastStep: number | null;
}

/** An alert of the run. */
export interface AlertSummary {
  /** `null` before the first log call. */
  step: number | null;
  timestamp: Date | null;
  level: string;
  title: string;
  text: string | null;
}

/** Sums up the logged files by name, in the order in which the names came. */
export async function summarizeFiles(reader: BoardReader): Promise<FileSummary[]> {
  const rows = await reader.files();
  return [...Map.groupBy(rows, ({ name }) => name)].map(([name, named]) => {
    const sizes = new Map(
      named.filter(({ path }) => path !== null).map((row) => [row.filename, row.sizeBytes]),
    );
    return {
      name,
      count: named.length,
      lastStep: named.at(-1)?.step ?? null,
      sizeBytes: [...sizes.values()].reduce((sum, size) => sum + size, 0),
    };
  });
}

/** The last alerts, oldest first, and how many there are in all. */
export async function lastAlerts(
  reader: BoardReader,
  limit: number,
): Promise<{ alerts: AlertSummary[]; total: number }> {
  const { rows } = await reader.sql(
    `SELECT step, timestamp, ${alertTextsSql()}, count(*) OVER () AS total
    FROM alerts ORDER BY number DESC LIMIT ${limit}`,
  );
  const alerts = rows.toReversed().map(([step, timestamp, level, title, text]) => ({
    step: step === null ? null : Number(step),
    timestamp: timestamp instanceof Date ? timestamp : null,
    level: String(level ?? ""),
    title: String(title ?? ""),
    text: text === null ? null : String(text),
  }));
  return { alerts, total: Number(rows[0]?.[5] ?? 0) };
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
      name,
      type: String(type),
      count,
      lastStep,
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
