/**
 * The metadata of a board's folder, and what they are made again from where `metadata.json` is
 * damaged or missing:
 *
 * 1. The journal of an unfinished run. Each of its segments begins with them, and is made durable
 *    by the same fsync as the rows in it.
 * 2. `metadata.backup.json`, which is written and made durable when a run ends, before
 *    `metadata.json` is: no failure of power can take both.
 * 3. The names and times of the files. They know neither name nor config.
 *
 * All of them may be a stranger's. Who makes the metadata again takes from them nothing that is
 * loaded or run: a backend's module is named by the script alone.
 *
 * @module
 */
import { join } from "@std/path";
import { attempt } from "../system/attempt.ts";
import { exists } from "../system/exists.ts";
import { messageOf } from "../system/message_of.ts";
import { readTextIfThere } from "../system/read_text.ts";
import { findForeignFolder } from "./board_folders.ts";
import { filesFormatIn } from "./files_format.ts";
import { completeMetadata, guessMetadata, hasJournal } from "./guess_metadata.ts";
import { segmentsIn } from "./journal_frames.ts";
import {
  BACKUP_FILE,
  type FoundMetadata,
  type Metadata,
  METADATA_FILE,
  type MetadataRoom,
  type ParsedMetadata,
  parseMetadata,
} from "./metadata.ts";
import { metadataInJournal } from "./metadata_frame.ts";
import type { Seal } from "./sealed_json.ts";

/** What is known of a board by its folder. */
export type BoardMetadata =
  /** `metadata.json` is whole, if not always as it was written. */
  | { kind: "whole"; metadata: Metadata; seal: Seal }
  /** They are made again; `problem` says why, and from what. */
  | {
    kind: "remade";
    metadata: Metadata;
    problem: string;
    /** Whether it is known with which backend the board was written. */
    isBackendKnown: boolean;
    /** What the system said, where it does not let us read `metadata.json`: that may be whole. */
    refusal?: unknown;
  }
  /** There is nothing of a board. */
  | { kind: "none"; problem: string }
  /** There is a `metadata.json` that is none, and nothing else of a board. */
  | { kind: "broken"; problem: string; refusal?: unknown }
  /** They are of a later version of this package, whose layout this one does not know. */
  | { kind: "newer"; problem: string };

/**
 * Finds the metadata of a board. Never throws, whatever the folder contains.
 *
 * @param live Whether a process writes the board.
 * @param room Where they are those of many boards; the board is `broken` where there is none left.
 */
export function findMetadata(boardDir: string, live: boolean, room?: MetadataRoom): BoardMetadata {
  const path = join(boardDir, METADATA_FILE);
  const parsed = parseFile(path, room);
  if (parsed?.kind === "newer") return parsed;
  if (parsed?.kind === "crowded") return { kind: "broken", problem: `${path} ${parsed.problem}` };
  if (parsed?.kind === "metadata") {
    const { metadata, seal } = parsed;
    return { kind: "whole", metadata: completeMetadata(metadata, boardDir, live), seal };
  }
  const problem = parsed === undefined
    ? `There is no ${path}`
    : parsed.problem.startsWith("Cannot")
    ? parsed.problem
    : `Cannot read ${path}: ${parsed.problem}`;
  const refusal = parsed?.kind === "unreadable" ? { refusal: parsed.refusal } : {};
  const source = sourceIn(boardDir, room);
  if (source?.kind === "newer") return source;
  if (source?.kind === "crowded") return { kind: "broken", problem: `${path} ${source.problem}` };
  if (source !== undefined) {
    return {
      kind: "remade",
      metadata: withStatus(completeMetadata(source.metadata, boardDir, live), boardDir, live),
      problem: `${problem}; the run's name, config and start are taken from ${source.name}`,
      isBackendKnown: true,
      ...refusal,
    };
  }
  const format = hasOwnFolders(boardDir) ? filesFormatIn(boardDir) : undefined;
  if (format !== undefined || hasSegments(boardDir)) {
    return {
      kind: "remade",
      metadata: withStatus(guessMetadata(boardDir, format ?? "duckdb", live), boardDir, live),
      problem: `${problem}; the run is named after its folder, and its config is not known`,
      isBackendKnown: format !== undefined,
      ...refusal,
    };
  }
  if (parsed === undefined) return { kind: "none", problem };
  if (attempt(() => exists(join(boardDir, "data", "metadata.db")))) {
    return {
      kind: "broken",
      problem: `Cannot read ${boardDir}: KohakuBoard's Python client wrote it with its newer ` +
        `storage, column files and SQLite, which is not read here`,
    };
  }
  return { kind: "broken", problem, ...refusal };
}

type Source =
  | { kind: "metadata"; metadata: FoundMetadata; name: string }
  | { kind: "crowded"; problem: string }
  | { kind: "newer"; problem: string };

function sourceIn(boardDir: string, room?: MetadataRoom): Source | undefined {
  const inJournal = hasOwnFolders(boardDir)
    ? metadataInJournal(join(boardDir, "data", "journal"), room)
    : undefined;
  if (inJournal?.kind === "metadata") return { ...inJournal, name: "its journal" };
  if (inJournal !== undefined) return inJournal;
  const backup = parseFile(join(boardDir, BACKUP_FILE), room);
  if (backup?.kind === "newer" || backup?.kind === "crowded") return backup;
  if (backup?.kind !== "metadata") return undefined;
  const isChanged = backup.seal === "changed";
  const name = isChanged ? `${BACKUP_FILE}, which is not as it was written` : BACKUP_FILE;
  return { kind: "metadata", metadata: backup.metadata, name };
}

/** The source may be older than the board, or tell of a run that had not ended yet. */
function withStatus(metadata: Metadata, boardDir: string, live: boolean): Metadata {
  if (!live && !hasJournal(boardDir)) {
    return metadata.status === "running" ? { ...metadata, status: "crashed" } : metadata;
  }
  const { finished_at: _, ...running } = metadata;
  return { ...running, status: "running" };
}

/** A link in a folder's place may lead to another board, whose name and config are not this one's. */
function hasOwnFolders(boardDir: string): boolean {
  return attempt(() => findForeignFolder(boardDir) === undefined) ?? false;
}

function hasSegments(boardDir: string): boolean {
  if (!hasOwnFolders(boardDir)) return false;
  const segments = attempt(() => segmentsIn(join(boardDir, "data", "journal"))) ?? [];
  return segments.length > 0;
}

function parseFile(
  path: string,
  room?: MetadataRoom,
): ParsedMetadata | { kind: "unreadable"; problem: string; refusal: unknown } | undefined {
  try {
    const text = readTextIfThere(path);
    return text === undefined ? undefined : parseMetadata(text, room);
  } catch (refusal) {
    return { kind: "unreadable", problem: messageOf(refusal), refusal };
  }
}
