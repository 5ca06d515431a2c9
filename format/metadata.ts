import { join } from "@std/path";
import { attempt } from "../system/attempt.ts";
import { replaceFile } from "../system/replace_file.ts";
import { replaceFileDurably } from "../system/replace_file_durably.ts";
import { findJsonExcess, measureJson, METADATA_LIMITS } from "./json_limits.ts";
import type { ConfigChange } from "./config_changes.ts";
import type { JsonValue } from "./json_value.ts";
import type { Rewind } from "./rewinds.ts";
import type { RunLabels } from "./run_labels.ts";
import type { SummaryRule, SummaryValue } from "./run_summary.ts";
import { type Seal, sealJson, sealOf } from "./sealed_json.ts";

/** The file with a board's metadata. */
export const METADATA_FILE = "metadata.json";
/** A copy of it, as it was when the run last ended. */
export const BACKUP_FILE = "metadata.backup.json";

/** The version of the layout of a board's folder that this module writes. */
export const FORMAT_VERSION = 1;

/** How a run stands, as its metadata say; `boardStatus()` tells which of them have crashed. */
export type BoardStatus = "running" | "finished" | "crashed" | "interrupted";

/** All of them. */
export const BOARD_STATUSES: readonly BoardStatus[] = [
  "running",
  "finished",
  "crashed",
  "interrupted",
];

/** How a run has ended. */
export type EndStatus = Exclude<BoardStatus, "running">;

/**
 * The content of `metadata.json`, without its checksum (`sealed_json.ts`). Of a board of an earlier
 * version it has no labels: `labelsOf()` knows what that means.
 */
export interface Metadata extends Partial<RunLabels> {
  /** The name that the script gave the run. */
  name: string;
  /** The name of the board's folder. */
  board_id: string;
  /** The script's `config`. */
  config: { [key: string]: JsonValue };
  /** `duckdb`, `parquet`, `memory`, or the address of a backend module. */
  backend: string;
  /** When the run was first started, ISO 8601, UTC. */
  created_at: string;
  /** The version of the folder's layout; 0 for a board of KohakuBoard's Python client. */
  format_version: number;
  /** `running` until the run ends; a board that was killed keeps it. */
  status: BoardStatus;
  /**
   * The first line of the error that the run ended by, or the code that it ended with; of one that
   * was killed and repaired, that it was killed.
   */
  error?: string;
  /** When the run ended, ISO 8601, UTC. */
  finished_at?: string;
  /** When the run was resumed, each time, ISO 8601, UTC; of very many the last ones. */
  resumed_at?: string[];
  /**
   * For how long the run had ended before it was resumed, all times together, in milliseconds;
   * missing where it never was, or only by an earlier version.
   */
  paused_ms?: number;
  /** The board that this one is a fork of, and the last step that it has of that one. */
  forked_from?: { board_id: string; step: number };
  /** When the board went back to an earlier step; of very many the last times. */
  rewound?: Rewind[];
  /** What of the config has changed since the run began; of very many the last changes. */
  config_changes?: ConfigChange[];
  /** Which value of a metric counts for the run as a whole: `summaryOf()` reads it. */
  summary?: { [metric: string]: SummaryRule };
  /** Values that the script has set for the run as a whole. */
  summary_values?: { [name: string]: SummaryValue };
  /** The runtime, system and command line of the run. */
  runtime: { [key: string]: JsonValue };
}

/** Metadata in which another program, or a person, may have left out some fields. */
export type FoundMetadata =
  & Partial<Metadata>
  & Pick<Metadata, "format_version" | "backend" | "created_at">;

/** The result of parsing the text of a `metadata.json`. */
export type ParsedMetadata =
  /** The metadata of a board, and whether they are as they were written. */
  | { kind: "metadata"; metadata: FoundMetadata; seal: Seal }
  /** No metadata; `problem` says why, as it follows on `Cannot read <path>: `. */
  | { kind: "broken"; problem: string; cause?: unknown }
  /** There is no room for them; `problem` says why, as it follows on the file's path. */
  | { kind: "crowded"; problem: string }
  /** Those of a later version of this package, whose layout this one does not know. */
  | { kind: "newer"; problem: string };

/** The memory that the metadata of many boards may take together. */
export interface MetadataRoom {
  /**
   * Takes as much of it as metadata need.
   *
   * @returns What is wrong, as it follows on a path, where there is not that much left.
   */
  take(bytes: number): string | undefined;
}

/** The version of a board of KohakuBoard's Python client, whose metadata have none: it is only read. */
export const UPSTREAM_VERSION = 0;

/**
 * Reads the text of a `metadata.json`.
 *
 * @param room Asked before the text is parsed, which takes ten times as long as to measure it.
 */
export function parseMetadata(text: string, room?: MetadataRoom): ParsedMetadata {
  const { excess, bytes } = measureJson(text, METADATA_LIMITS);
  if (excess !== undefined) return { kind: "broken", problem: excess };
  const crowded = room?.take(bytes);
  if (crowded !== undefined) return { kind: "crowded", problem: crowded };
  let found: Partial<Metadata> | null;
  try {
    found = JSON.parse(text);
  } catch (cause) {
    return { kind: "broken", problem: "it is not JSON", cause };
  }
  const version = found?.format_version;
  const seal = sealOf(text, found);
  // A bit of the version may have flipped, too.
  if (typeof version === "number" && version > FORMAT_VERSION && seal !== "changed") {
    const problem = `it has format version ${version}, this version of @kohakuboard/client knows ` +
      `up to ${FORMAT_VERSION}; update it`;
    return { kind: "newer", problem };
  }
  if (isBoard(found) && typeof version === "number") {
    const { checksum: _, ...metadata } = found as FoundMetadata & { checksum?: unknown };
    return { kind: "metadata", metadata, seal };
  }
  // KohakuBoard's Python client writes neither a version nor a checksum.
  const isUpstream = isBoard(found) && version === undefined && !("checksum" in found) &&
    typeof found.board_id === "string";
  if (isUpstream) {
    const metadata = { ...found, format_version: UPSTREAM_VERSION } as FoundMetadata;
    return { kind: "metadata", metadata, seal };
  }
  const problem = "expected at least format_version, backend and created_at, as a board has them";
  return { kind: "broken", problem };
}

/**
 * What the text of a `metadata.json` says of when its run was first started; `undefined` where that
 * takes more than a look at it ({@linkcode parseMetadata}). To sort thousands of boards, nobody
 * needs to know whether their texts fit their checksums.
 */
export function startIn(text: string): string | undefined {
  if (findJsonExcess(text, METADATA_LIMITS) !== undefined) return undefined;
  const found: Partial<Metadata> | null | undefined = attempt(() => JSON.parse(text));
  if (!isBoard(found) || typeof found.format_version !== "number") return undefined;
  return found.format_version <= FORMAT_VERSION ? found.created_at : undefined;
}

function isBoard(
  found: Partial<Metadata> | null | undefined,
): found is Partial<Metadata> & Pick<Metadata, "backend" | "created_at"> {
  return typeof found?.backend === "string" && typeof found.created_at === "string";
}

/**
 * Writes `metadata.json`, beside the old one and renamed.
 *
 * @param options `durable`: whether to wait until a power failure cannot take it back, and to keep
 * a copy in `metadata.backup.json`, which is written first. Of a run that begins, the writer makes
 * it durable with the first flush.
 */
export function writeMetadata(
  boardDir: string,
  metadata: Metadata,
  { durable }: { durable: boolean },
): void {
  const text = sealJson({ ...metadata });
  const path = join(boardDir, METADATA_FILE);
  if (!durable) return replaceFile(path, text);
  try {
    replaceFileDurably(join(boardDir, BACKUP_FILE), text);
  } finally {
    replaceFileDurably(path, text);
  }
}
