import { basename, join } from "@std/path";
import { attempt } from "../system/attempt.ts";
import { exists } from "../system/exists.ts";
import { infoOf } from "../system/file_info.ts";
import type { FilesFormat } from "./files_format.ts";
import {
  BOARD_STATUSES,
  type BoardStatus,
  FORMAT_VERSION,
  type FoundMetadata,
  type Metadata,
  METADATA_FILE,
} from "./metadata.ts";

/** What may tell when a board was created: a copy keeps the times of files, or of none. */
const FILES = [
  METADATA_FILE,
  "data",
  "data/journal",
  "data/board.duckdb",
  "data/metrics.parquet",
];

/** Metadata for a board whose `metadata.json` cannot be read, guessed from its files. */
export function guessMetadata(boardDir: string, format: FilesFormat, live: boolean): Metadata {
  const boardId = basename(boardDir);
  return {
    name: boardId,
    board_id: boardId,
    config: {},
    backend: format,
    created_at: (creationOf(boardId) ?? oldestTime(boardDir)).toISOString(),
    format_version: FORMAT_VERSION,
    status: guessStatus(boardDir, live),
    runtime: {},
  };
}

/** Adds what another program, or a person, has left out of a `metadata.json`. */
export function completeMetadata(
  found: FoundMetadata,
  boardDir: string,
  live: boolean,
): Metadata {
  const isObject = (value: unknown) => typeof value === "object" && value !== null;
  const text = (value: unknown) => typeof value === "string" ? value : undefined;
  return {
    ...found,
    ...("error" in found && { error: text(found.error) }),
    ...("finished_at" in found && { finished_at: text(found.finished_at) }),
    ...("forked_from" in found && { forked_from: toOrigin(found.forked_from) }),
    name: typeof found.name === "string" ? found.name : basename(boardDir),
    board_id: typeof found.board_id === "string" ? found.board_id : basename(boardDir),
    config: found.config !== undefined && isObject(found.config) ? found.config : {},
    status: BOARD_STATUSES.find((status) => status === found.status) ?? guessStatus(boardDir, live),
    runtime: found.runtime !== undefined && isObject(found.runtime) ? found.runtime : {},
  };
}

/** What a board is a fork of; `undefined` where that is none. */
function toOrigin(found: unknown): Metadata["forked_from"] {
  const { board_id, step } = Object(found);
  const isOrigin = typeof board_id === "string" && Number.isSafeInteger(step);
  return isOrigin ? { board_id, step } : undefined;
}

function guessStatus(boardDir: string, live: boolean): BoardStatus {
  return live ? "running" : hasJournal(boardDir) ? "crashed" : "finished";
}

/** Whether a board has a journal: its run has not ended, or was killed. */
export function hasJournal(boardDir: string): boolean {
  // A run that is killed while it removes its journal leaves the second.
  return ["journal", "journal.finished"].some((name) =>
    attempt(() => exists(join(boardDir, "data", name)))
  );
}

/** The time in an id that a board made for itself, in local time. */
function creationOf(boardId: string): Date | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)_[0-9a-f]{8}$/.exec(boardId);
  if (parts === null) return undefined;
  const [year = 0, month = 1, day, hour, minute, second] = parts.slice(1).map(Number);
  const date = new Date(year, month - 1, day, hour, minute, second);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function oldestTime(boardDir: string): Date {
  const times = FILES.flatMap((name) => attempt(() => infoOf(join(boardDir, name))) ?? [])
    .flatMap(({ birthtimeMs, mtimeMs }) => [birthtimeMs, mtimeMs].filter((time) => time > 0));
  return new Date(times.length === 0 ? 0 : Math.min(...times));
}
