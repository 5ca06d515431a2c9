import { wellFormedJson } from "../../format/well_formed_json.ts";
import type { Block } from "../../format/block.ts";
import type { HistogramRecord, MediaRecord, RecordCell, Records, TableRecord } from "../records.ts";
import { computeHistogram, type HistogramRow } from "./compute_histogram.ts";
import { MediaSourceError } from "./media_content.ts";
import type { MediaStore, StoredMedia } from "./media_store.ts";
import { EncodingError, isClipped } from "./png.ts";
import { isClippedSound } from "./wav.ts";
import { type RecordRow, rowsBlock } from "./rows_block.ts";

/** A medium in the store, or the reason why it is not there. */
export type MediaResult = StoredMedia | string;

/** A histogram's cells, and the name that it was logged under. */
export type NamedHistogram = HistogramRow & { name: string };

/**
 * Stores the media of one log call, and makes the rows of its records. A row
 * never comes before its file.
 *
 * @param records The records of the call.
 * @param store Where media go.
 * @param onProblem Receives a message for each medium that cannot be read, whose row has the
 * reason, and for each image and sound that was clipped.
 */
export async function recordBlocks(
  records: Records,
  store: MediaStore,
  onProblem: (message: string) => void,
): Promise<Block[]> {
  const results: MediaResult[] = [];
  for (const record of records.media) {
    results.push(await putOrReason(record, records, store, onProblem));
  }
  return blocksOf(records, results, records.histograms.map(counted));
}

/** A histogram whose values were counted. */
export function counted({ name, source }: HistogramRecord): NamedHistogram {
  return { name, ...computeHistogram(source) };
}

/**
 * The blocks of the records of one log call.
 *
 * @param results What became of each medium.
 * @param histograms The histograms, counted.
 */
export function blocksOf(
  records: Records,
  results: readonly MediaResult[],
  histograms: readonly NamedHistogram[],
): Block[] {
  const mediaRows = records.media.map((record, index) => mediaRow(record, results[index]!));
  return [
    rowsBlock("media", records, mediaRows),
    rowsBlock("tables", records, records.tables.map((table) => tableRow(table, results))),
    rowsBlock("histograms", records, histograms.map(histogramRow)),
  ].filter(({ rowCount }) => rowCount > 0);
}

async function putOrReason(
  record: MediaRecord,
  { step }: Records,
  store: MediaStore,
  onProblem: (message: string) => void,
): Promise<MediaResult> {
  try {
    const stored = await store.put(record, step);
    const note = clippingNote(record);
    if (note !== undefined) onProblem(note);
    return stored;
  } catch (error) {
    if (!isOfSource(error)) throw error;
    onProblem(
      `Cannot keep the ${record.type} ${
        JSON.stringify(record.name)
      } of step ${step}: ${error.message}`,
    );
    return error.message;
  }
}

/** What to say of a medium whose values were clipped. */
function clippingNote({ name, source }: MediaRecord): string | undefined {
  if (source.kind === "pixels" && isClipped(source)) {
    return `The image ${JSON.stringify(name)} has values beyond its range, which were clipped; ` +
      "the option valueRange says what is black and what is white";
  }
  if (source.kind === "samples" && isClippedSound(source)) {
    return `The audio ${JSON.stringify(name)} has samples beyond -1 to 1, which were clipped; ` +
      "divide those of 16-bit integers by 32768";
  }
}

/** Whether an error is one of the medium itself, and would come again. */
function isOfSource(error: unknown): error is Error {
  return error instanceof MediaSourceError || error instanceof EncodingError;
}

function mediaRow({ name, caption, type }: MediaRecord, result: MediaResult): RecordRow<"media"> {
  const isStored = typeof result !== "string";
  return {
    name,
    caption: isStored ? caption : result,
    media_id: isStored ? result.mediaId : null,
    type,
    filename: isStored ? result.filename : null,
    path: isStored ? result.path : null,
    size_bytes: isStored ? result.sizeBytes : null,
    format: isStored ? result.format : null,
    width: isStored ? result.width : null,
    height: isStored ? result.height : null,
  };
}

function tableRow(
  { name, columns, columnTypes, rows }: TableRecord,
  results: readonly MediaResult[],
): RecordRow<"tables"> {
  const toJson = (cell: RecordCell) => {
    if (typeof cell !== "object" || cell === null) return cell;
    const result = results[cell.media]!; // The board made the index for this very list.
    return typeof result === "string" ? `<${result}>` : `<media id=${result.mediaId}>`;
  };
  return {
    name,
    columns: wellFormedJson(columns),
    column_types: JSON.stringify(columnTypes),
    rows: wellFormedJson(rows.map((row) => row.map(toJson))),
  };
}

function histogramRow(histogram: NamedHistogram): RecordRow<"histograms"> {
  const { name, nanCount, infCount, ...row } = histogram;
  return { name, ...row, nan_count: nanCount, inf_count: infCount };
}
