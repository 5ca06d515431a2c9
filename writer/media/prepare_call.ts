import type { Block } from "../../format/block.ts";
import type { HistogramRecord, Records } from "../records.ts";
import { blocksOf, counted, type NamedHistogram } from "./record_blocks.ts";

/** Histograms of so many values are counted at once: to keep the values would take longer. */
const MAX_VALUES_AT_ONCE = 16 * 1024;

/**
 * What a medium's row says until its file is stored. Where the writer is
 * killed before, and what it needs to store the file is lost, this stays.
 */
const NOT_STORED = "Not stored yet, or lost with the run that logged it";

/** What stands in for a histogram that is not counted yet: it has no bins, and so one edge. */
function notCounted({ name, source }: HistogramRecord): NamedHistogram {
  const edges = source.kind === "counts" ? source.edges : source.values;
  return {
    name,
    bins: Float64Array.of(edges.find(Number.isFinite) ?? 0),
    counts: new BigInt64Array(0),
    min: null,
    max: null,
    mean: null,
    std: null,
    count: 0,
    nanCount: 0,
    infCount: 0,
  };
}

/** The rows with which a log call goes into the journal. */
export interface PreparedCall {
  /** Rows of the tables `media`, `tables` and `histograms`. */
  blocks: Block[];
  /** The records whose rows stand in: they take longer. `undefined` where all rows are complete. */
  deferred?: Records;
}

/**
 * Makes the rows of the records of a log call, without any work that takes
 * long: rows of media say that the file is not stored yet, and large histograms
 * are not counted.
 */
export function prepareCall(records: Records): PreparedCall {
  const hasMedia = records.media.length > 0;
  const valueCount = records.histograms.reduce((sum, histogram) => sum + lengthOf(histogram), 0);
  const defersHistograms = valueCount > MAX_VALUES_AT_ONCE;
  const histograms = records.histograms.map((histogram) =>
    defersHistograms ? notCounted(histogram) : counted(histogram)
  );
  const blocks = blocksOf(records, records.media.map(() => NOT_STORED), histograms);
  if (!hasMedia && !defersHistograms) return { blocks };
  return {
    blocks,
    deferred: {
      ...records,
      tables: hasMedia ? records.tables : [],
      histograms: defersHistograms ? records.histograms : [],
    },
  };
}

function lengthOf({ source }: HistogramRecord): number {
  return source.kind === "values" ? source.values.length : source.counts.length;
}
