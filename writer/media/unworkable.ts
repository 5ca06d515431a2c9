import type { Records } from "../records.ts";

/**
 * What takes the place of records that cannot be worked: rows that say why. Without them the rows of
 * all later calls would wait for ever.
 */
export function unworkable(records: Records, reason: string): Records {
  return {
    ...records,
    media: records.media.map((record) => ({ ...record, source: { kind: "lost", reason } })),
    tables: records.tables.map(({ name }) => ({
      name,
      columns: ["error"],
      columnTypes: ["text"],
      rows: [[reason]],
    })),
    histograms: records.histograms.map(({ name }) => ({
      name,
      source: { kind: "counts", edges: Float64Array.of(0, 1), counts: new BigInt64Array(1) },
    })),
  };
}
