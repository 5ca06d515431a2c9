import type { Block } from "../../format/block.ts";
import { TABLE_COLUMNS } from "../../format/tables.ts";
import { computeHistogram } from "./compute_histogram.ts";
import { MediaSourceError } from "./media_content.ts";
import type { MediaStore, StoredMedia } from "./media_store.ts";
import type { MediaRecord, RecordCell, Records, TableRecord } from "../records.ts";
import { type BlockCell, rowsBlock } from "./rows_block.ts";

/** The tables that records go into. */
const RECORD_TABLES = ["media", "tables", "histograms"] as const;

/**
 * Works the records of one log call: stores its media, and gives back the
 * rows for the tables. A row never comes before its file.
 *
 * @param records What was logged.
 * @param store Where media go.
 * @param onProblem Is told of media that cannot be had; their rows say it too.
 */
export async function recordBlocks(
  records: Records,
  store: MediaStore,
  onProblem: (message: string) => void,
): Promise<Block[]> {
  const stored: (StoredMedia | string)[] = [];
  for (const record of records.media) {
    stored.push(await putOrReason(record, records, store, onProblem));
  }
  const rows: Record<(typeof RECORD_TABLES)[number], BlockCell[][]> = {
    media: records.media.map((record, i) => mediaRow(record, stored[i])),
    tables: records.tables.map((table) => tableRow(table, stored)),
    histograms: records.histograms.map(({ name, source }) => {
      const row = computeHistogram(source);
      const { bins, counts, min, max, mean, std, count, nanCount, infCount } = row;
      return [name, bins, counts, min, max, mean, std, count, nanCount, infCount];
    }),
  };
  return RECORD_TABLES
    .filter((table) => rows[table].length > 0)
    .map((table) => rowsBlock(table, records, TABLE_COLUMNS[table], rows[table]));
}

async function putOrReason(
  record: MediaRecord,
  { step }: Records,
  store: MediaStore,
  onProblem: (message: string) => void,
): Promise<StoredMedia | string> {
  try {
    return await store.put(record, step);
  } catch (error) {
    if (!(error instanceof MediaSourceError)) throw error;
    onProblem(
      `Cannot keep the ${record.type} ${
        JSON.stringify(record.name)
      } of step ${step}: ${error.message}`,
    );
    return error.message;
  }
}

function mediaRow({ name, caption, type }: MediaRecord, stored: StoredMedia | string): BlockCell[] {
  if (typeof stored === "string") {
    return [name, stored, null, type, null, null, null, null, null, null];
  }
  const { mediaId, filename, path, sizeBytes, format, width, height } = stored;
  return [name, caption, mediaId, type, filename, path, sizeBytes, format, width, height];
}

function tableRow(
  { name, columns, columnTypes, rows }: TableRecord,
  stored: (StoredMedia | string)[],
): BlockCell[] {
  const cell = (value: RecordCell) => {
    if (typeof value !== "object" || value === null) return value;
    const medium = stored[value.media];
    return typeof medium === "string" ? `<${medium}>` : `<media id=${medium.mediaId}>`;
  };
  const cells = rows.map((row) => row.map(cell));
  return [name, JSON.stringify(columns), JSON.stringify(columnTypes), JSON.stringify(cells)];
}
