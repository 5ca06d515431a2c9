/**
 * Records: the media, tables and histograms of a log call, as the board sends
 * them to the writer. Their values are checked and copied; to encode media and
 * to count histograms is the writer's work.
 *
 * @module
 */
import type { MediaType } from "../format/media_formats.ts";
import type { EventTable, TableColumnType } from "../format/tables.ts";
import type { RecordRow, RowKeys } from "./media/rows_block.ts";

/** The records of one log call; their rows share one step. */
export interface Records {
  /** The step of the call. */
  step: number;
  /** The global step of the call. */
  globalStep: number | null;
  /** The time of the call, in milliseconds since 1970 UTC. */
  timeMs: number;
  /** Media, also those in table cells, in the order of their rows. */
  media: MediaRecord[];
  /** Tables. */
  tables: TableRecord[];
  /** Histograms. */
  histograms: HistogramRecord[];
}

/** The records of a log call on their way to the writer. */
export interface SentRecords {
  records: Records;
  /** About how many bytes of memory they take. */
  byteCount: number;
}

/** Rows of an event table on their way to the writer. They have their numbers, and share one step. */
export type SentEvents<Tables extends EventTable = EventTable> = {
  [Table in Tables]: RowKeys & {
    /** The table. */
    table: Table;
    /** Its rows, at least one. */
    rows: RecordRow<Table>[];
  };
}[Tables];

/** A logged file on its way to the writer. */
export interface SentFile extends RowKeys {
  /** Of its row in `files`. */
  number: number;
  /** The name that it was logged under. */
  name: string;
  /** Where the script has it, absolute. */
  path: string;
  /** Where its content is: its path, or the name of a file in the board's folder `files`. */
  from: string;
  /** What tells its content from that of another time. */
  version: string;
  /** A JSON object. */
  metadata: string | null;
  /** How many contents of this name stay; `null` for all. */
  keep: number | null;
}

/** One image, video or audio. */
export interface MediaRecord {
  /** The name that it was logged under; in a table's cell, the table's name. */
  name: string;
  /** Its index among the media of this name in this call, from 0. */
  index: number;
  /** Image, video or audio. */
  type: MediaType;
  /** The text that is shown with it. */
  caption: string | null;
  /** Where its content comes from. */
  source: MediaSource;
}

/**
 * Where a medium's content comes from. Arrays are on shared memory, so that
 * they are copied once, from the caller's, and not again to the writer.
 */
export type MediaSource =
  | PixelSource
  | SampleSource
  /** An encoded file's bytes. */
  | { kind: "bytes"; bytes: Uint8Array; format: string }
  /** A file; absolute path. `version` tells its content from that of another time. */
  | { kind: "file"; path: string; format: string; version?: string }
  /** A `Blob`, by its object URL; the writer finds its format when it reads it. */
  | { kind: "blob"; url: string }
  /** Nowhere any more: the writer that should have read it was killed before. */
  | { kind: "lost"; reason: string };

/** The pixels of an image, to be encoded as PNG. */
export interface PixelSource {
  kind: "pixels";
  /** `width * height * channels` values. */
  data: Uint8Array | Float32Array;
  /**
   * The values that become 0 and 255 in the PNG. Default: bytes stay as they are; floats are 0 to 1
   * or 0 to 255, see `rangeOf()` in `media/png.ts`.
   */
  valueRange?: readonly [number, number];
  /** In pixels. */
  width: number;
  /** In pixels. */
  height: number;
  /** 1 grey, 3 RGB, 4 RGBA. */
  channels: 1 | 3 | 4;
  /** Whether the values of a pixel stand together (`hwc`), or those of a channel (`chw`). */
  layout: "hwc" | "chw";
}

/** The samples of audio, to be written as WAV. */
export interface SampleSource {
  kind: "samples";
  /** One array per channel, all of one length, values from -1 to 1. */
  channels: Float32Array[];
  /** Samples per second. */
  sampleRate: number;
}

/** A cell of a table: a JSON value, or the index in {@linkcode Records.media} of a medium. */
export type RecordCell = string | number | boolean | null | { media: number };

/** One table. Numbers that are not finite are the strings "NaN", "Infinity", "-Infinity". */
export interface TableRecord {
  /** The name that it was logged under. */
  name: string;
  /** The names of the columns. */
  columns: string[];
  /** The type of each column. */
  columnTypes: TableColumnType[];
  /** A cell for each column, in each row. */
  rows: RecordCell[][];
}

/** One histogram: of values to be counted, or of given counts. */
export interface HistogramRecord {
  /** The name that it was logged under. */
  name: string;
  /** The values or counts. */
  source: HistogramSource;
}

/** The values or counts of a histogram. */
export type HistogramSource =
  | {
    kind: "values";
    /** The values, on shared memory. */
    values:
      | Float64Array
      | Float32Array
      | Int32Array
      | Int16Array
      | Int8Array
      | Uint32Array
      | Uint16Array
      | Uint8Array;
    /** The number of bins of one width, the n + 1 rising edges, or a number that fits the data. */
    bins: number | Float64Array | "auto";
    /** The outermost edges, unless `bins` has edges; those of the data where it is `null`. */
    range: [number, number] | null;
  }
  | {
    kind: "counts";
    /** n + 1 rising edges. */
    edges: Float64Array;
    /** n counts. */
    counts: BigInt64Array;
  };
