import * as v from "@badrap/valita";
import { TABLE_NAMES, type TableName } from "../../format/tables.ts";
import { parsePieceKey } from "../../format/remote_names.ts";
import { StoreError } from "../store_error.ts";

/** The most that a `sync.json` may have: a few claims. */
export const MAX_RECORD_BYTES: number = 1024 ** 2;

const VERSION = 1;
const step = v.number().assert((value) => Number.isSafeInteger(value) && value >= -1);
const count = v.number().assert((value) => Number.isSafeInteger(value) && value >= 0);
const recordSchema = v.object({
  version: v.literal(VERSION),
  claims: v.array(v.string().assert((key) => parsePieceKey(key) !== undefined)),
  data: v.record(step).assert((data) => Object.keys(data).every(isTable)),
  last: v.object({ step, logged_at: v.string() }).optional(),
  counts: v.object({
    steps: count,
    metrics: count,
    media: count,
    tables: count,
    histograms: count,
  }).optional(),
});

/**
 * What is being sent of a board, in `sync.json`, so that whoever goes on sends the same:
 *
 * ```json
 * {
 *   "version": 1,
 *   "claims": ["live/metrics.000000000100-000000000199.parquet"],
 *   "data": { "metrics": 99, "media": -1 },
 *   "last": { "step": 199, "logged_at": "1793199600000000" },
 *   "counts": { "steps": 200, "metrics": 2, "media": 0, "tables": 0, "histograms": 0 }
 * }
 * ```
 *
 * A piece is claimed before it is written, by replacing the record under the condition that nobody
 * else has; and all that was claimed is written before there are other claims. So two who send the
 * same board write the same pieces, a kill at any moment leaves claims that the next one fulfils, and
 * no two pieces overlap.
 */
export interface SyncRecord {
  /** The keys of pieces that may not be there yet. All that were claimed before are there. */
  claims: string[];
  /** The last step in `data/` of each table there, -1 of one without rows. */
  data: Partial<Record<TableName, number>>;
  /**
   * The last step that was claimed, and when it was logged, in microseconds since 1970: by this the
   * board at home is known to be the same one.
   */
  last?: { step: number; logged_at: string };
  /** How many rows of each table, and how many metrics, there were at home by then. */
  counts?: { steps: number; metrics: number; media: number; tables: number; histograms: number };
}

/** Of a board of which nothing was sent. */
export const EMPTY_RECORD: SyncRecord = { claims: [], data: {} };

/** The record in a text. @throws {StoreError} `invalid` where it is none. @param key Its key. */
export function parseRecord(text: string, key: string): SyncRecord {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    found = undefined;
  }
  const parsed = recordSchema.try(found);
  if (parsed.ok) {
    const { claims, data, last, counts } = parsed.value;
    return { claims, data, ...(last && { last }), ...(counts && { counts }) };
  }
  const version = (found as { version?: unknown } | undefined)?.version;
  const isNewer = typeof version === "number" && version > VERSION;
  throw new StoreError(
    "invalid",
    `Cannot read ${key}: ` +
      (isNewer
        ? `it has version ${version}, this version of @kohakuboard/client knows up to ${VERSION}; ` +
          "update it"
        : "it is no record of a sync; if nobody syncs the board, remove it"),
  );
}

/** The text of a record. */
export function recordText(record: SyncRecord): string {
  return `${JSON.stringify({ version: VERSION, ...record }, null, 2)}\n`;
}

function isTable(name: string): boolean {
  return TABLE_NAMES.some((table) => table === name);
}
