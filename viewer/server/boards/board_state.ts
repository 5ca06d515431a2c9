import { join } from "@std/path";
import { configChangesOf } from "../../../format/config_changes.ts";
import { summaryOf } from "../../../format/run_summary.ts";
import { labelsOf, type RunLabels } from "../../../format/run_labels.ts";
import { lastRewound } from "../../../format/rewinds.ts";
import { pausedMs } from "../../../format/run_duration.ts";
import { isLive } from "../../../format/live.ts";
import { isSentBoard } from "../../../format/sent_board.ts";
import { METADATA_FILE } from "../../../format/metadata.ts";
import { filesFormatIn, formatOfBackend } from "../../../format/files_format.ts";
import { foreignBackendReason } from "../../../reader/folder/foreign_backend.ts";
import { endReason } from "../../../reader/folder/end_reason.ts";
import { inspectFolder, statusOf } from "../../../reader/folder/board_folder.ts";
import { attempt } from "../../../system/attempt.ts";
import { linkInfoIfThere } from "../../../system/file_info.ts";
import { messageOf } from "../../../system/message_of.ts";
import type { ViewerMetadata, ViewerStatus } from "../../protocol/api.ts";
import { cutJson } from "./cut_json.ts";
import type { FolderScan } from "../../../reader/summaries/scan_folder.ts";

/** The status of a board, from its metadata and its lock. */
export interface BoardState {
  /** As a list shows them: without the rest of long texts. */
  metadata: ViewerMetadata | null;
  /** Whether something was left out of the metadata. */
  isCut?: boolean;
  status: ViewerStatus;
  live: boolean;
  /** Why the run has not ended well. */
  reason?: string | null;
  /** What its script says of it, uncut. */
  labels?: RunLabels;
  /** Why its rows cannot be read though they may be whole: a backend has them that is not known. */
  foreignBackend?: string;
  /** When it last went back to an earlier row. */
  rewoundAt?: string;
  /** Why the board is broken, or from what its metadata were made again. */
  problem?: string;
}

/**
 * Reads the status of a board. It never throws: a board that cannot be read is
 * `broken`.
 *
 * This is read in the process of the server: a lock, and one file, whose size,
 * depth and number of values are checked before it is parsed; where that is
 * damaged, another one, or the first frames of some journals, checked alike.
 */
export function readBoardState(boardDir: string, scan: FolderScan): BoardState {
  const broken = { metadata: null, status: "broken", live: false } as const;
  if (scan.problem !== undefined) return { ...broken, problem: scan.problem };
  try {
    const folder = inspectFolder(boardDir);
    const { metadata, live, problems: [problem] } = folder;
    if (metadata === null) {
      const isMissing = linkInfoIfThere(join(boardDir, METADATA_FILE)) === undefined;
      return {
        ...broken,
        problem: isMissing
          ? "It has no metadata.json: it is not a board, or was not written completely"
          : problem,
      };
    }
    const { value, isCut } = cutJson(toViewerMetadata(metadata));
    const status = statusOf(folder);
    const labels = labelsOf(metadata);
    // The folder is looked into only where the metadata do not tell: there may be thousands of boards.
    const isForeign = (formatOfBackend(metadata.backend) ?? filesFormatIn(boardDir)) === undefined;
    return {
      metadata: value,
      isCut,
      live,
      status,
      labels,
      reason: endReason(boardDir, folder),
      rewoundAt: lastRewound(metadata),
      ...(isForeign
        ? { foreignBackend: `Its rows cannot be read here: ${foreignBackendReason(metadata)}` }
        : {}),
      ...(problem === undefined ? {} : { problem }),
    };
  } catch (error) {
    return { ...broken, problem: messageOf(error) };
  }
}

/**
 * Whether a board that runs, and whose files are as they were, still does: a run that was killed
 * leaves its files unchanged, and only its lock shows it. To read its metadata again for that would
 * hold up the server where they are large.
 */
export function isStillRunning(boardDir: string): boolean {
  return (attempt(() => isLive(boardDir)) ?? false) || isSentBoard(boardDir);
}

/** All metadata of a board; `null` if they cannot be read. */
export function readAllMetadata(boardDir: string): ViewerMetadata | null {
  const { metadata } = inspectFolder(boardDir);
  return metadata && toViewerMetadata(metadata);
}

function toViewerMetadata(metadata: object): ViewerMetadata {
  // What was parsed from JSON contains no `undefined`; the reader has checked all but these.
  const { error, finished_at, config_changes, summary, summary_values, ...others } =
    metadata as ViewerMetadata;
  const { resumed_at, paused_ms: _, ...checked } = others;
  const paused = pausedMs(others);
  const changes = configChangesOf(config_changes) as ViewerMetadata["config_changes"] & object;
  const { rules } = summaryOf({ summary });
  const isList = Array.isArray(resumed_at) && resumed_at.every((at) => typeof at === "string");
  return {
    ...checked,
    ...labelsOf(metadata as ViewerMetadata),
    ...changes.length > 0 ? { config_changes: changes } : {},
    ...rules.size > 0 ? { summary: Object.fromEntries(rules) } : {},
    ...isObject(summary_values) ? { summary_values } : {},
    ...typeof error === "string" ? { error } : {},
    ...typeof finished_at === "string" ? { finished_at } : {},
    ...isList ? { resumed_at } : {},
    ...paused > 0 ? { paused_ms: paused } : {},
  };
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
