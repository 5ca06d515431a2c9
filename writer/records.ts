/**
 * What a log call carries besides scalars, as it crosses from the board to
 * the writer: checked, copied, and not worked on yet.
 *
 * @module
 */
import type { MediaType } from "../format/media_formats.ts";
import type { TableColumnType } from "../format/tables.ts";

/** All that one log call carries besides scalars; its rows share one step. */
export interface Records {
  /** The step of the call. */
  step: number;
  /** The global step of the call. */
  globalStep: number | null;
  /** When it was called, in milliseconds since 1970 UTC. */
  timeMs: number;
  /** Media, those in table cells included, in the order of their rows. */
  media: MediaRecord[];
  /** Tables. */
  tables: TableRecord[];
  /** Histograms. */
  histograms: HistogramRecord[];
}

/** One image, video or sound. */
export interface MediaRecord {
  /** The name that it was logged under; that of the table, in a cell. */
  name: string;
  /** Its place among those logged under this name in this call, from 0. */
  index: number;
  /** What it is. */
  type: MediaType;
  /** What stands under it. */
  caption: string | null;
  /** Where its content comes from. */
  source: MediaSource;
}

/**
 * Where a medium's content comes from. Arrays are on shared memory: they are
 * copied once, from the caller's, and not again on their way.
 */
export type MediaSource =
  | PixelSource
  | SampleSource
  /** An encoded file's bytes. */
  | { kind: "bytes"; bytes: Uint8Array; format: string }
  /** A file; absolute path. */
  | { kind: "file"; path: string; format: string }
  /** A `Blob`, by the object URL that stands for it; its format shows when it is read. */
  | { kind: "blob"; url: string };

/** The pixels of an image, to be encoded as PNG. */
export interface PixelSource {
  kind: "pixels";
  /**
   * `width * height * channels` values. Integers are 0 to 255; floats are 0 to
   * 1, or 0 to 255 where one is above 1.
   */
  data: Uint8Array | Float32Array;
  width: number;
  height: number;
  /** 1 grey, 3 RGB, 4 RGBA. */
  channels: 1 | 3 | 4;
  /** Whether the values of a pixel stand together (`hwc`), or those of a channel (`chw`). */
  layout: "hwc" | "chw";
}

/** The samples of a sound, to be written as WAV. */
export interface SampleSource {
  kind: "samples";
  /** One array a channel, all of one length, values from -1 to 1. */
  channels: Float32Array[];
  /** Samples a second. */
  sampleRate: number;
}

/** A cell of a table: JSON, or the place in {@linkcode Records.media} of what it shows. */
export type RecordCell = string | number | boolean | null | { media: number };

/** One table. Numbers that are not finite are the strings "NaN", "Infinity", "-Infinity". */
export interface TableRecord {
  /** The name that it was logged under. */
  name: string;
  /** The names of the columns. */
  columns: string[];
  /** What each column holds. */
  columnTypes: TableColumnType[];
  /** A cell for each column, in each row. */
  rows: RecordCell[][];
}

/** One histogram: of values, or ready-made. */
export interface HistogramRecord {
  /** The name that it was logged under. */
  name: string;
  /** What it is made of. */
  source: HistogramSource;
}

/** What a histogram is made of. */
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
    /** How many bins of one width, the n + 1 rising edges, or a number that fits the data. */
    bins: number | Float64Array | "auto";
    /** The outermost edges, where `bins` is no edges; those of the data where it is `null`. */
    range: [number, number] | null;
  }
  | {
    kind: "counts";
    /** n + 1 rising edges. */
    edges: Float64Array;
    /** n counts. */
    counts: BigInt64Array;
  };
